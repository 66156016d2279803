import Config
import Determinism
import Testing

@testable import Federation
@testable import Learning

/// Reductions over columns are sums by blocks: whoever has whole blocks can make their sums alone.
@Suite("Sums over columns are the same bits for any split of columns")
struct ColumnSumLaws {
    /// More than three blocks, and part of a fifth.
    static let columns = 4 * Batch.blockColumns + 333
    static let parts = [1, 2, 3, 4, 7]

    /// Numbers of unlike size, so that another order of summation shows.
    static func row(_ seed: UInt64, _ count: Int = columns) -> [Double] {
        var stream = StreamKey(seed: seed, owner: "test/columns").stream(.sampling)
        return (0..<count).map { _ in stream.normal() * (stream.uniform() < 0.1 ? 1e3 : 1) }
    }

    /// The sum as so many workers make it: each the sums of the blocks it has, added in the blocks' order by whoever gathers them.
    static func gathered(_ parts: Int, _ count: Int, _ term: (Int) -> Double) -> Double {
        let blocks = (count + Batch.blockColumns - 1) / Batch.blockColumns
        var sums: [Double] = []
        for part in 0..<parts {
            for block in blocks * part / parts..<blocks * (part + 1) / parts {
                var sum = 0.0
                for column in block * Batch.blockColumns..<min(count, (block + 1) * Batch.blockColumns) {
                    sum += term(column)
                }
                sums.append(sum)
            }
        }
        return sums.reduce(0, +)
    }

    /// Rows of one part of networks' parameters.
    static func with<Result>(_ rows: [[Double]], _ body: (inout Batch) throws -> Result) rethrows -> Result {
        let width = rows[0].count
        let part = Part("one", width: width, columns: [0..<width], precision: .double, shape: "\(width)")
        return try GuardedRows.with(rows, of: [part], body)
    }

    @Test("up to one block it is a plain sum", arguments: [0, 1, 7, 1023, 1024])
    func short(count: Int) {
        let row = Self.row(1, count)
        var plain = 0.0
        for number in row { plain += number * number }
        #expect(ColumnSum.product(row, row) == plain)
    }

    @Test("beyond, another order would be other bits: the blocks are what makes it one")
    func order() {
        let row = Self.row(2)
        var plain = 0.0
        for number in row { plain += number * number }
        #expect(ColumnSum.product(row, row) != plain)
    }

    @Test("products, cosines and divergences", arguments: parts)
    func similarity(parts: Int) {
        let (one, other) = (Self.row(3), Self.row(4))
        let product = Self.gathered(parts, Self.columns) { one[$0] * other[$0] }
        let lengths = [one, other].map { row in Self.gathered(parts, Self.columns) { row[$0] * row[$0] }.squareRoot() }
        #expect(ColumnSum.product(one, other) == product)
        #expect(Similarity.cosines(of: [one, other])[0][1] == product / (lengths[1] * lengths[0]))
    }

    @Test("a clipped row", arguments: parts)
    func clip(parts: Int) {
        let row = Self.row(5)
        let unit = (row.map { $0.magnitude }.max() ?? 0).binade
        let length = Self.gathered(parts, Self.columns) { row[$0] / unit * (row[$0] / unit) }.squareRoot()
        let slack = Double(Self.columns + 16) * 0x1p-53
        let factor = 1 / unit / length * (1 - slack)
        Self.with([row]) { batch in
            GuardedRows.make("clip", [.init("norm", .number(1))]).protect(&batch, GuardedRows.passage(senders: ["a"]))
            #expect(batch.numbers(of: 0) == row.map { $0 * factor })
        }
    }

    @Test("a projected row", arguments: parts)
    func project(parts: Int) {
        let row = Self.row(6)
        let length = Self.gathered(parts, Self.columns) { row[$0] * row[$0] }.squareRoot()
        let own = Project(Settings(Project.component.fields, .object([]), in: .federation))
        Self.with([row]) { batch in
            var state = Stateless()
            own.step(&batch, &state)
            #expect(batch.numbers(of: 0) == row.map { $0 * (1 / length) })
        }
    }

    @Test("drawn directions and right angles", arguments: parts)
    func directions(parts: Int) {
        let key = StreamKey(seed: 7, owner: "exchange/x")
        var stream = key.stream(.exchange)
        let drawn = (0..<Self.columns).map { _ in stream.normal() }
        let length = Self.gathered(parts, Self.columns) { drawn[$0] * drawn[$0] }.squareRoot()
        var again = key.stream(.exchange)
        #expect(DrawnDirection(Self.columns, &again).scaled(to: 2) == drawn.map { $0 * (2 / length) })
        let own = Self.row(8)
        let square = Self.gathered(parts, Self.columns) { own[$0] * own[$0] }
        let share = Self.gathered(parts, Self.columns) { drawn[$0] * own[$0] } / square
        let across = drawn.indices.map { drawn[$0] + -share * own[$0] }
        let size = Self.gathered(parts, Self.columns) { across[$0] * across[$0] }.squareRoot()
        let attack = RandomDirection(Settings(RandomDirection.component.fields, .object([]), in: .federation))
        Self.with([own]) { batch in
            var third = key.stream(.exchange)
            attack.lie(&batch, by: [0], &third)
            #expect(batch.numbers(of: 0) == across.map { $0 * (square.squareRoot() / size) })
        }
    }

    @Test("squared distances to a point", arguments: parts)
    func distances(parts: Int) {
        let (one, point) = (Self.row(9), Self.row(10))
        // Within a block the terms are in four chains: a block's sum is its own rule, what matters is that blocks are added in order.
        let blocks = (Self.columns + Batch.blockColumns - 1) / Batch.blockColumns
        var sums: [Double] = []
        for part in 0..<parts {
            for block in blocks * part / parts..<blocks * (part + 1) / parts {
                let range = block * Batch.blockColumns..<min(Self.columns, (block + 1) * Batch.blockColumns)
                let (numbers, others) = (Array(one[range]), Array(point[range]))
                sums.append(
                    numbers.withUnsafeBufferPointer { numbers in
                        others.withUnsafeBufferPointer { others in
                            guard let first = numbers.baseAddress, let second = others.baseAddress else { return 0 }
                            return RowDistances.sum(first, second, range.count)
                        }
                    })
            }
        }
        Self.with([one, point]) { batch in
            #expect(batch.squaredDistances(to: point)[0] == sums.reduce(0, +))
            #expect(RowDistances(batch).square(0, 1) == sums.reduce(0, +))
        }
    }

    @Test("how far an agent has moved", arguments: parts)
    func drift(parts: Int) {
        let (now, last) = (Self.row(11), Self.row(12))
        let length = Self.gathered(parts, Self.columns) { (now[$0] - last[$0]) * (now[$0] - last[$0]) }.squareRoot()
        for (distance, moved) in [(length, 1), (length.nextUp, 0)] {
            let own = Drift(
                Settings(Drift.component.fields, .object([.init("distance", .number(distance))]), in: .federation))
            Self.with([now]) { batch in
                var state = Drift.State(last: [last])
                #expect(own.look(AgentView(scores: [], rows: [batch]), among: [0], &state).notices == moved)
            }
        }
    }
}
