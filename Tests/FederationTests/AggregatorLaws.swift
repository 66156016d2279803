import Config
import Determinism
import Testing

@testable import Federation
@testable import Learning

/// Laws of every way to aggregate, over the catalogue: a new entry is under them without a line here.
@Suite("Laws of every aggregate")
struct AggregatorLaws {
    static let kinds = Language.federation[Aggregators.name].components.map(\.kind)
    static let dense = kinds.filter { kind in
        !spaces(of: kind).allSatisfy { $0 == .visit }
    }
    static let keyed = kinds.filter { spaces(of: $0).contains(.visit) }
    static let precisions: [Part.Precision] = [.single, .double]

    /// What numbers can be that are combined: parameters in both precisions, and distributions and logits, which are Float32.
    struct Form: Sendable, CustomTestStringConvertible {
        let space: Signature.Space
        let precision: Part.Precision
        var testDescription: String { "\(space) \(precision)" }
    }

    static let forms = [
        Form(space: .parameter, precision: .single), Form(space: .parameter, precision: .double),
        Form(space: .distribution, precision: .single), Form(space: .logit, precision: .single),
    ]

    /// The forms that a kind takes.
    static func forms(of kind: String) -> [Form] { forms.filter { spaces(of: kind).contains($0.space) } }

    static func aggregator(_ kind: String, _ values: CanonicalValue = .object([])) -> any Aggregator {
        Language.federation[Aggregators.name].make(Choice(.object([.init(kind, values)])))
    }

    /// As many senders as were asked for, or the most that the kind takes.
    static func senders(_ wanted: Int, of kind: String) -> Int {
        (2...wanted).last { count in
            var facts = Facts("test", agents: [])
            facts.size = count
            return aggregator(kind).unfit(facts).isEmpty
        } ?? wanted
    }

    static func spaces(of kind: String) -> [Signature.Space] { type(of: aggregator(kind)).spaces }

    /// What an aggregate makes of rows.
    ///
    /// - Parameter padding: how many numbers of no meaning stand behind every 5 of a row, and count for nothing.
    static func combine(
        _ kind: String, _ rows: [[Double]], _ precision: Part.Precision, _ values: CanonicalValue = .object([]),
        padding: Int = 0
    ) throws -> [Double] {
        let form = try #require(forms(of: kind).first { $0.precision == precision })
        return try combine(kind, rows, form, values, padding: padding)
    }

    static func combine(
        _ kind: String, _ rows: [[Double]], _ form: Form, _ values: CanonicalValue = .object([]), padding: Int = 0
    ) throws -> [Double] {
        let (space, precision) = (form.space, form.precision)
        let columns = rows[0].count
        let lines = (columns + 4) / 5
        let width = columns + lines * padding
        let signature = Signature("parameters", space, precision, width: width, columns: columns)
        let places = (0..<lines).map { line in
            line * (5 + padding)..<line * (5 + padding) + min(5, columns - 5 * line)
        }
        let part = Part(
            "part", width: width, columns: padding == 0 ? [0..<width] : places, precision: precision, shape: "")
        let request = Request(.parts([part]), signature)
        func numbers<Number: BinaryFloatingPoint>(_ type: Number.Type) -> [Double] {
            var flat = rows.flatMap { row in
                stride(from: 0, to: columns, by: 5).flatMap { first in
                    row[first..<min(first + 5, columns)].map { Number($0) } + Array(repeating: 0, count: padding)
                }
            }
            var result = [Number](repeating: .nan, count: width)
            flat.withUnsafeMutableBytes { flat in
                result.withUnsafeMutableBytes { result in
                    let batch = Batch(signature, request, count: rows.count, base: flat.baseAddress, epoch: 1)
                    var made = Batch(signature, request, count: 1, base: result.baseAddress, epoch: 1)
                    aggregator(kind, values).combine(batch, .equal, into: &made)
                }
            }
            let isReal = stride(from: 0, to: columns, by: 5).flatMap { first in
                Array(repeating: true, count: min(5, columns - first)) + Array(repeating: false, count: padding)
            }
            #expect(zip(result, isReal).allSatisfy { $1 || $0 == 0 }, "padding is zero")
            return zip(result, isReal).compactMap { $1 ? Double($0) : nil }
        }
        return precision == .single ? numbers(Float.self) : numbers(Double.self)
    }

    /// Rows of numbers around 1, as the kind can have them, the same for the same seed.
    static func rows(_ count: Int, width: Int, seed: UInt64) -> [[Double]] {
        var stream = StreamKey(seed: seed, owner: "test/rows").stream(.sampling)
        return (0..<count).map { _ in (0..<width).map { _ in Double(Float(stream.uniform(from: 0.5, to: 2))) } }
    }

    static func distance(_ one: [Double], _ other: [Double]) -> Double {
        one.count == other.count ? zip(one, other).map { abs($0 - $1) }.max() ?? 0 : .infinity
    }

    static func step(_ precision: Part.Precision) -> Double { precision == .single ? 0x1p-23 : 0x1p-52 }

    @Test("Equal rows give that row, within K steps where they are summed", arguments: dense, forms)
    func equalRows(kind: String, form: Form) throws {
        guard Self.spaces(of: kind).contains(form.space) else { return }
        for count in [2, 3, 7, Self.senders(40, of: kind)] {
            let row = Self.rows(1, width: 130, seed: 1)[0]
            let found = try Self.combine(kind, [[Double]](repeating: row, count: count), form)
            #expect(found.count == row.count)
            let exact = try Self.selects(kind, form)
            for (found, own) in zip(found, row) {
                let ulp = form.precision == .single ? Double(Float(own).ulp) : own.ulp
                #expect(abs(found - own) <= (exact ? 0 : Double(count) * ulp), "\(count) rows")
            }
        }
    }

    /// Whether every number of a result is one that a sender has sent.
    private static func selects(_ kind: String, _ form: Form) throws -> Bool {
        let rows = rows(Self.senders(7, of: kind), width: 70, seed: 5)
        let found = try combine(kind, rows, form)
        return found.indices.allSatisfy { column in rows.contains { $0[column] == found[column] } }
    }

    @Test("The order of arrival changes nothing beyond K steps, and nothing at all of what selects", arguments: dense)
    func order(kind: String) throws {
        for form in Self.forms(of: kind) {
            for count in [2, 5, 6, Self.senders(41, of: kind)] {
                let rows = Self.rows(count, width: 70, seed: 2)
                let (one, other) = (try Self.combine(kind, rows, form), try Self.combine(kind, rows.reversed(), form))
                #expect(Self.distance(one, other) <= 2 * Double(count) * Self.step(form.precision))
                // A row that is chosen as it is, and columns in an order of their own, are the same to the bit.
                let selects = try !Self.aggregator(kind).isMean && Self.isByColumn(kind, form, seed: 3)
                if selects || rows.contains(one) { #expect(one == other) }
            }
        }
    }

    /// Whether parts of rows can be combined by themselves, wherever rows are cut: not where whole rows are looked at.
    private static func isByColumn(_ kind: String, _ form: Form, seed: UInt64) throws -> Bool {
        let rows = rows(6, width: 2500, seed: seed)
        let whole = try combine(kind, rows, form)
        return try [1, 64, 1024, 2048, 2499].allSatisfy { cut in
            try whole == combine(kind, rows.map { Array($0[..<cut]) }, form)
                + combine(kind, rows.map { Array($0[cut...]) }, form)
        }
    }

    @Test(
        "Columns are combined by themselves, or whole rows are looked at: for all rows and both precisions",
        arguments: dense)
    func split(kind: String) throws {
        let found = try Self.forms(of: kind).flatMap { form in
            try [3, 4, 5].map { try Self.isByColumn(kind, form, seed: $0) }
        }
        #expect(Set(found).count == 1)
        // What is told by rows near to others cannot be told by columns.
        #expect(found[0] || Self.aggregator(kind).tolerated(of: 9) ?? 0 > 0)
    }

    @Test("Padding changes nothing, and becomes zero", arguments: dense, forms)
    func padding(kind: String, form: Form) throws {
        guard form.space == .parameter, Self.spaces(of: kind).contains(.parameter) else { return }
        let rows = Self.rows(7, width: 2503, seed: 8)
        #expect(try Self.combine(kind, rows, form, padding: 3) == Self.combine(kind, rows, form))
    }

    @Test("As many as are tolerated cannot move the result far from what the others sent", arguments: dense, forms)
    func breakdown(kind: String, form: Form) throws {
        guard Self.spaces(of: kind).contains(form.space) else { return }
        for count in [5, 9, 13] {
            guard let most = Self.aggregator(kind).tolerated(of: count), most > 0 else { continue }
            let honest = Self.rows(count - most, width: 40, seed: 9)
            let diameter = honest.flatMap { one in honest.map { Self.length(one, $0) } }.max() ?? 0
            let center = (0..<40).map { column in honest.reduce(0) { $0 + $1[column] } / Double(honest.count) }
            let lies: [(Int, Int) -> Double] = [
                { row, _ in [.nan, .infinity, -.infinity][row % 3] }, { _, _ in 1e30 },
                { row, _ in row % 2 == 0 ? 1e30 : -1e30 },
                { _, column in -2.5 * honest[0][column] }, { _, column in center[column] + diameter }, { _, _ in 0 },
            ]
            for (index, lie) in lies.enumerated() {
                let bad = (0..<most).map { row in (0..<40).map { lie(row, $0) } }
                let found = try Self.combine(kind, bad + honest, form)
                #expect(Self.length(found, center) <= 3 * diameter, "\(most) of \(count), lie \(index)")
            }
        }
    }

    static func length(_ one: [Double], _ other: [Double]) -> Double {
        zip(one, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }

    @Test("Nobody breaks what tolerates nobody but those who say so", arguments: dense)
    func tolerance(kind: String) {
        let aggregator = Self.aggregator(kind)
        for count in 2...40 {
            let most = aggregator.tolerated(of: count) ?? 0
            #expect(most >= 0 && 2 * most < count)
            #expect(!aggregator.isMean || most == 0, "a mean goes wherever one of its senders wants")
        }
    }

    @Test("The mean where it says so and nowhere else, and bounded by the rows everywhere", arguments: dense)
    func mean(kind: String) throws {
        for form in Self.forms(of: kind) {
            let precision = form.precision
            let count = Self.senders(25, of: kind)
            let one = Self.rows(count, width: 33, seed: 4)
            let first = try Self.combine(kind, one, form)
            let expected = one[0].indices.map { column in one.reduce(0) { $0 + $1[column] } / Double(count) }
            let isMean = Self.distance(first, expected) <= 100 * Self.step(precision)
            #expect(isMean == Self.aggregator(kind).isMean)
            let alone = try Self.combine(kind, [one[0]], form)
            if isMean { #expect(alone == one[0]) }
            for column in first.indices {
                let numbers = one.map { $0[column] }
                let slack = 50 * Self.step(precision)
                let (least, most) = (try #require(numbers.min()), try #require(numbers.max()))
                #expect((least - slack...most + slack).contains(first[column]))
            }
        }
    }

    @Test("Tables of one agent twice are merged to what it sent, whoever comes first", arguments: keyed)
    func tables(kind: String) throws {
        var table = VisitTable(observation: 1, actions: 2)
        table.sections = 10
        table.cellIndex = [1, 4, 7]
        table.proxyState.elements = [0.15, 0.45, 0.75]
        table.policy.elements = [0.25, 0.75, 0.5, 0.5, 1, 0]
        table.visits = [1, 2, 3]
        var other = table
        other.cellIndex = [1, 5, 7]
        let signature = Signature(
            "proxy_memory", columns: 2, keyed: .init(keyBytes: 4, countBytes: 0, mostRows: 5, keys: 10))
        func merged(_ tables: [VisitTable]) -> VisitTable? {
            let aggregator = Self.aggregator(kind)
            var batch = Batch(signature, Request(.memory, signature), count: tables.count, base: nil, epoch: 1)
            batch.tables = tables
            var result = Batch(
                aggregator.result(of: signature, senders: tables.count), Request(.memory, signature), count: 1,
                base: nil, epoch: 1)
            aggregator.combine(batch, .equal, into: &result)
            let most = result.signature.keyed?.mostRows ?? 0
            #expect((result.tables.first?.count ?? .max) <= most, "more rows than were forecast")
            return result.tables.first
        }
        func entries(_ table: VisitTable?) -> [[Float]] {
            guard let table else { return [] }
            return (0..<table.count).map { entry in
                [Float(table.cellIndex[entry])] + table.proxyState[entry] + table.policy[entry]
            }.sorted { $0.lexicographicallyPrecedes($1) }
        }
        let twice = try #require(merged([table, table]))
        #expect(Set(entries(twice)) == Set(entries(table)))
        #expect(twice.visits.reduce(0, +) == 2 * table.visits.reduce(0, +))
        #expect(entries(merged([table, other])) == entries(merged([other, table])))
    }

    @Test("Every kind combines something")
    func complete() { #expect(Set(Self.dense).union(Self.keyed) == Set(Self.kinds) && !Self.keyed.isEmpty) }
}

@Suite("The median")
struct MedianTests {
    @Test("is the middle of the numbers, NaN above all")
    func middle() throws {
        func median(_ numbers: [Double]) throws -> Double {
            try AggregatorLaws.combine("median", numbers.map { [$0] }, .double)[0]
        }
        #expect(try median([3, 1, 2]) == 2)
        #expect(try median([4, 1, 2, 3]) == 2.5)
        #expect(try median([.nan, 1, 2]) == 2)
        #expect(try median([.nan, -.infinity, 2]) == 2)
        #expect(try median([.nan, .nan, 2]).isNaN)
        #expect(try median([.greatestFiniteMagnitude, .greatestFiniteMagnitude]) == .greatestFiniteMagnitude)
        #expect(try median([-0.0, 0.0, -0.0]).sign == .minus)
        #expect(try median((0..<101).map { Double($0 * 37 % 101) }) == 50)
    }

    @Test("selects: equal rows give that row to the bit")
    func equalRows() throws {
        for count in [2, 3, 7, 40] {
            let row = AggregatorLaws.rows(1, width: 130, seed: 1)[0]
            #expect(try AggregatorLaws.combine("median", [[Double]](repeating: row, count: count), .single) == row)
        }
    }

    @Test("Fewer than half of the agents cannot take it beyond the others")
    func breakdown() throws {
        let honest = AggregatorLaws.rows(10, width: 50, seed: 6)
        let false1 = (0..<9).map { row in (0..<50).map { _ in row % 2 == 0 ? 1e30 : -1e30 } }
        let found = try AggregatorLaws.combine("median", honest + false1, .double)
        for column in 0..<50 {
            let numbers = honest.map { $0[column] }
            #expect((try #require(numbers.min())...(try #require(numbers.max()))).contains(found[column]))
        }
    }
}
