/// Rows of numbers that agents exchange: `count × width`, one row per agent, contiguous.
///
/// A view of memory somebody else owns; parallel tasks write rows of their own.
public struct RowBlock<Number>: @unchecked Sendable {
    /// The first number of the first row.
    public let base: UnsafeMutablePointer<Number>
    /// Rows.
    public let count: Int
    /// Numbers per row.
    public let width: Int

    /// A view.
    public init(_ base: UnsafeMutablePointer<Number>, count: Int, width: Int) {
        self.base = base
        self.count = count
        self.width = width
    }

    /// The start of one row.
    public func row(_ index: Int) -> UnsafeMutablePointer<Number> {
        precondition(index >= 0 && index < count, "row \(index) of \(count)")
        return base + index * width
    }

    /// Some consecutive rows.
    public func rows(_ range: Range<Int>) -> RowBlock {
        RowBlock(base + range.lowerBound * width, count: range.count, width: width)
    }
}

/// Rows of network outputs and parameters.
public typealias Rows = RowBlock<Float>

/// Rows of tables and of linear learners' weights.
public typealias DoubleRows = RowBlock<Double>

/// One row that several tasks read at once, or rows of which each task reads one.
public struct UnsafeSharedRow: @unchecked Sendable {
    /// The first number.
    public let base: UnsafePointer<Float>
    /// Numbers from one task's row to the next one's; 0 where all read the one.
    public let stride: Int

    /// A view of a row, or of rows, that nobody writes meanwhile.
    public init(_ base: UnsafePointer<Float>, stride: Int = 0) {
        self.base = base
        self.stride = stride
    }

    /// The row of one task.
    func row(_ index: Int) -> UnsafeSharedRow { UnsafeSharedRow(base + index * stride) }
}
