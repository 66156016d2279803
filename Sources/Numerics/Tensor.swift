/// A plain array of numbers with a shape, row-major: the leaf of every saved state.
public struct Tensor<Scalar: ArrayScalar>: DenseArray, Hashable {
    /// The length of every axis, slowest first.
    public let shape: [Int]
    /// The numbers in row-major order.
    public var elements: [Scalar]

    /// The element type on disk.
    public static var kind: ScalarKind { Scalar.kind }

    /// A tensor of `elements`, whose count is the product of the shape.
    public init(shape: [Int], elements: [Scalar]) {
        precondition(
            elements.count == shape.reduce(1, *), "a tensor of shape \(shape) does not hold \(elements.count) elements")
        self.shape = shape
        self.elements = elements
    }

    /// A tensor of zeros.
    public init(zeros shape: Int...) {
        self.init(shape: shape, elements: Array(repeating: .zero, count: shape.reduce(1, *)))
    }

    /// A tensor of this shape copied from raw little-endian bytes.
    public init(shape: [Int], copying bytes: UnsafeRawBufferPointer) {
        let count = shape.reduce(1, *)
        precondition(
            bytes.count == count * MemoryLayout<Scalar>.stride,
            "a tensor of shape \(shape) does not hold \(bytes.count) bytes")
        self.shape = shape
        guard count > 0 else {
            // Filling no elements writes their number into the one empty array that all threads share.
            elements = []
            return
        }
        elements = Array(unsafeUninitializedCapacity: count) { buffer, initialized in
            UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
            initialized = count
        }
    }

    /// Lends the raw bytes in row-major order.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try elements.withUnsafeBytes(body)
    }
}
