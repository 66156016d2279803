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

    static func aggregator(_ kind: String) -> any Aggregator {
        Language.federation[Aggregators.name].make(Choice(.object([.init(kind, .object([]))])))
    }

    static func spaces(of kind: String) -> [Signature.Space] { type(of: aggregator(kind)).spaces }

    /// The numbers of a precision that the kind is asked to combine; distributions are Float32.
    static func space(of kind: String, _ precision: Part.Precision) -> Signature.Space? {
        spaces(of: kind).first { $0 == .parameter || ($0 == .distribution && precision == .single) }
    }

    /// What an aggregate makes of rows.
    static func combine(_ kind: String, _ rows: [[Double]], _ precision: Part.Precision) throws -> [Double] {
        let space = try #require(Self.space(of: kind, precision))
        let width = rows[0].count
        let signature = Signature("parameters", space, precision, width: width, columns: width)
        let request = Request(.distributions(at: 0..<0), signature)
        func numbers<Number: BinaryFloatingPoint>(_ type: Number.Type) -> [Double] {
            var flat = rows.flatMap { $0.map { Number($0) } }
            var result = [Number](repeating: .nan, count: width)
            flat.withUnsafeMutableBytes { flat in
                result.withUnsafeMutableBytes { result in
                    let batch = Batch(signature, request, count: rows.count, base: flat.baseAddress, epoch: 1)
                    var made = Batch(signature, request, count: 1, base: result.baseAddress, epoch: 1)
                    aggregator(kind).combine(batch, .equal, into: &made)
                }
            }
            return result.map { Double($0) }
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

    @Test("Equal rows give that row, within K steps where they are summed", arguments: dense, precisions)
    func equalRows(kind: String, precision: Part.Precision) throws {
        guard Self.space(of: kind, precision) != nil else { return }
        for count in [2, 3, 7, 40] {
            let row = Self.rows(1, width: 130, seed: 1)[0]
            let found = try Self.combine(kind, [[Double]](repeating: row, count: count), precision)
            #expect(Self.distance(found, row) <= 2 * Double(count) * Self.step(precision), "\(count) rows")
        }
    }

    @Test("The order of arrival changes nothing beyond K steps, and nothing at all of what selects", arguments: dense)
    func order(kind: String) throws {
        for precision in Self.precisions where Self.space(of: kind, precision) != nil {
            for count in [2, 5, 6, 41] {
                let rows = Self.rows(count, width: 70, seed: 2)
                let (one, other) = (
                    try Self.combine(kind, rows, precision), try Self.combine(kind, rows.reversed(), precision)
                )
                #expect(Self.distance(one, other) <= 2 * Double(count) * Self.step(precision))
                if !Self.aggregator(kind).isLinear { #expect(one == other) }
            }
        }
    }

    @Test("Columns can be split over blocks and processes in any way", arguments: dense)
    func split(kind: String) throws {
        for precision in Self.precisions where Self.space(of: kind, precision) != nil {
            let rows = Self.rows(6, width: 2500, seed: 3)
            let whole = try Self.combine(kind, rows, precision)
            for cut in [1, 64, 1024, 2048, 2499] {
                let parts =
                    try Self.combine(kind, rows.map { Array($0[..<cut]) }, precision)
                    + Self.combine(kind, rows.map { Array($0[cut...]) }, precision)
                #expect(parts == whole, "cut at \(cut)")
            }
        }
    }

    @Test("Linear where it says so, and bounded by the rows everywhere", arguments: dense)
    func linear(kind: String) throws {
        for precision in Self.precisions where Self.space(of: kind, precision) != nil {
            let (one, other) = (Self.rows(25, width: 33, seed: 4), Self.rows(25, width: 33, seed: 5))
            let sums = zip(one, other).map { zip($0, $1).map { $0 / 2 + $1 / 4 } }
            let (first, second) = (try Self.combine(kind, one, precision), try Self.combine(kind, other, precision))
            let found = try Self.combine(kind, sums, precision)
            let expected = zip(first, second).map { $0 / 2 + $1 / 4 }
            let isLinear = Self.distance(found, expected) <= 100 * Self.step(precision)
            #expect(isLinear == Self.aggregator(kind).isLinear)
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
