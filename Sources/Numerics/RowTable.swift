/// Rows of equal width, one after the other, to which more are added: a saved table `[rows, width]`.
public struct RowTable<Scalar: ArrayScalar>: DenseArray, Hashable {
    /// Numbers per row.
    public private(set) var width: Int
    /// The numbers in row-major order. Whoever adds some adds whole rows.
    public var elements: [Scalar]

    /// The element type on disk.
    public static var kind: ScalarKind { Scalar.kind }

    /// A table of rows of `width` numbers; no rows unless told.
    public init(width: Int, elements: [Scalar] = []) {
        self.width = width
        self.elements = elements
    }

    /// A table whose rows run over all axes but the first, copied from raw little-endian bytes.
    public init(shape: [Int], copying bytes: UnsafeRawBufferPointer) {
        self.init(width: shape.dropFirst().reduce(1, *), elements: Tensor(shape: shape, copying: bytes).elements)
    }

    /// How many rows there are; 0 where they have no width.
    public var count: Int { width == 0 ? 0 : elements.count / width }

    /// `[rows, width]`.
    public var shape: [Int] { [count, width] }

    /// The numbers of one row.
    public subscript(row: Int) -> ArraySlice<Scalar> { elements[(row * width)..<((row + 1) * width)] }

    /// Forgets the rows, keeping their room.
    public mutating func removeAll() { elements.removeAll(keepingCapacity: true) }

    /// Lends the raw bytes in row-major order.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try elements.withUnsafeBytes(body)
    }
}
