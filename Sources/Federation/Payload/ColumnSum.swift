/// A sum over a row's columns, as a norm, a distance or a product is: in Float64, over the numbers in their order, by blocks of
/// ``Batch/blockColumns`` terms that are each summed by themselves and then added in their order.
///
/// So whoever has whole blocks can sum them alone, and the blocks' sums, added in order, are the same bits for any number of
/// threads or processes. Up to one block it is a plain sum.
public struct ColumnSum {
    private var (blocks, block) = (0.0, 0.0)
    private var filled = 0

    /// The sum of nothing.
    public init() {}

    /// Adds the next column's term.
    @inline(__always)
    public mutating func add(_ term: Double) {
        block += term
        filled += 1
        guard filled == Batch.blockColumns else { return }
        (blocks, block, filled) = (blocks + block, 0, 0)
    }

    /// The sum of all terms.
    public var total: Double { blocks + block }

    /// The sum of a term for every column.
    static func over(_ columns: some Sequence<Int>, _ term: (Int) -> Double) -> Double {
        var sum = ColumnSum()
        for column in columns { sum.add(term(column)) }
        return sum.total
    }

    /// Σ xᵢ yᵢ
    static func product(_ one: [Double], _ other: [Double]) -> Double {
        over(one.indices) { one[$0] * other[$0] }
    }
}
