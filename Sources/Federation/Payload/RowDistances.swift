/// Which rows of a batch are near one another: the squared distances among those that are numbers throughout.
///
/// Rows with a number that is not finite are set aside: nothing is near them, and they are never chosen. Distances are of whole
/// rows, over real columns, Σ (xᵢ − yᵢ)² in Float64 by blocks (``Batch/overBlocks(_:)``).
public struct RowDistances {
    /// The rows that are numbers throughout, in rising order.
    public let rows: [Int]
    /// By pair of these, row-major.
    private let squares: [Double]

    /// The distances among rows of a batch.
    ///
    /// - Parameter some: the rows that are looked at, in rising order; all unless told.
    public init(_ batch: Batch, among some: [Int]? = nil) {
        let some = some ?? Array(0..<batch.count)
        let count = some.count
        // From itself a row has no distance, or none that is a number.
        let squares = batch.sumsOverBlocks(count * count) { _, columns, block, squares in
            for place in 0..<count {
                let own = block + some[place] * Batch.blockColumns
                for other in 0...place {
                    let numbers = block + some[other] * Batch.blockColumns
                    squares[place * count + other] += Self.sum(own, numbers, columns)
                }
            }
        }
        let places = (0..<count).filter { !squares[$0 * count + $0].isNaN }
        rows = places.map { some[$0] }
        self.squares = places.flatMap { place in
            places.map { other in squares[max(place, other) * count + min(place, other)] }
        }
    }

    /// How many rows are numbers throughout.
    public var count: Int { rows.count }

    /// The squared distance between two rows, by their places among ``rows``.
    public func square(_ one: Int, _ other: Int) -> Double { squares[one * count + other] }

    /// The squared distances from a row, by its place, to all others, least first.
    public func rising(from place: Int) -> [Double] {
        (0..<count).filter { $0 != place }.map { square(place, $0) }.sorted()
    }

    /// Σ (xᵢ − yᵢ)² in four chains, one for each remainder of i by 4, added in pairs; NaN where a number is not finite and both
    /// are one row.
    static func sum(
        _ one: UnsafePointer<Double>, _ other: UnsafePointer<Double>, _ count: Int
    ) -> Double {
        var (first, second, third, fourth) = (0.0, 0.0, 0.0, 0.0)
        var index = 0
        while index + 4 <= count {
            let (a, b) = (one[index] - other[index], one[index + 1] - other[index + 1])
            let (c, d) = (one[index + 2] - other[index + 2], one[index + 3] - other[index + 3])
            first += a * a
            second += b * b
            third += c * c
            fourth += d * d
            index += 4
        }
        while index < count {
            let last = one[index] - other[index]
            first += last * last
            index += 1
        }
        return (first + second) + (third + fourth)
    }
}

extension Batch {
    /// By row: its squared distance to a point, Σ (xᵢ − zᵢ)² in Float64 by blocks; NaN for a row that is not finite.
    ///
    /// - Parameter point: as many numbers as there are real columns, in their order.
    public func squaredDistances(to point: UnsafePointer<Double>) -> [Double] {
        sumsOverBlocks(count) { first, columns, block, squares in
            for row in 0..<count {
                let numbers = block + row * Self.blockColumns
                let square = RowDistances.sum(numbers, point + first, columns)
                // A row that is not finite has no finite distance to anything.
                let isNone = !square.isFinite && RowDistances.sum(numbers, numbers, columns).isNaN
                squares[row] += isNone ? .nan : square
            }
        }
    }

    /// The same, of a point in an array.
    public func squaredDistances(to point: [Double]) -> [Double] {
        precondition(point.count == signature.columns, "a number for every column")
        return point.withUnsafeBufferPointer { point in point.baseAddress.map { squaredDistances(to: $0) } ?? [] }
    }

    /// Rows with what each is ranked by, the least first; equal ones in the order of their numbers, whoever sent them. What is
    /// no number counts as beyond every number.
    public func ranked(_ rows: [Int], by scores: [Double]) -> [Int] {
        let scores = scores.map { $0.isNaN ? .infinity : $0 }
        let places = rows.indices.sorted { one, other in
            if scores[one] != scores[other] { return scores[one] < scores[other] }
            return precedes(rows[one], rows[other])
        }
        return places.map { rows[$0] }
    }
}
