public import Numerics

/// Numbers of one kind under a shape, as raw little-endian bytes: one HDF5 dataset. A single number has the shape `[]`.
///
/// Numbers of a program that are none are kept in their one form (``CanonicalNaN``); what was read keeps its bits.
public struct ArchiveArray: Equatable, Sendable {
    /// The element type.
    public let kind: ScalarKind
    /// The length of every axis, slowest first.
    public let shape: [Int]
    /// The elements in row-major order.
    public let bytes: [UInt8]
    /// What the numbers mean.
    public var attributes = ArchiveAttributes()

    /// An array whose byte count is the product of its shape times the element's size.
    public init(kind: ScalarKind, shape: [Int], bytes: [UInt8]) {
        precondition(
            bytes.count == shape.reduce(kind.byteCount, *),
            "\(bytes.count) bytes are not an array of shape \(shape) and kind \(kind.rawValue)")
        self.kind = kind
        self.shape = shape
        self.bytes = bytes
    }

    /// A copy of a dense array.
    public init(_ array: some DenseArray) {
        let kind = type(of: array).kind
        self.init(
            kind: kind, shape: array.shape, bytes: array.withBytes { CanonicalNaN.bytes($0, of: kind) })
    }

    /// One axis of numbers.
    public init<Scalar: ArrayScalar>(_ elements: [Scalar]) {
        self.init(shape: [elements.count], elements: elements)
    }

    /// Numbers under a shape.
    public init<Scalar: ArrayScalar>(shape: [Int], elements: [Scalar]) {
        self.init(
            kind: Scalar.kind, shape: shape,
            bytes: elements.withUnsafeBytes { CanonicalNaN.bytes($0, of: Scalar.kind) })
    }

    /// A single number.
    public init<Scalar: ArrayScalar>(number: Scalar) {
        self.init(
            kind: Scalar.kind, shape: [],
            bytes: withUnsafeBytes(of: number) { CanonicalNaN.bytes($0, of: Scalar.kind) })
    }

    /// How many numbers there are.
    public var count: Int { bytes.count / kind.byteCount }

    /// The numbers in row-major order; nil where they are of another kind.
    public func elements<Scalar: ArrayScalar>(as type: Scalar.Type) -> [Scalar]? {
        guard Scalar.kind == kind else { return nil }
        guard count > 0 else { return [] }  // Filling nothing writes to the empty array that all threads share.
        return bytes.withUnsafeBytes { raw in
            [Scalar](unsafeUninitializedCapacity: count) { buffer, initialized in
                UnsafeMutableRawBufferPointer(buffer).copyMemory(from: raw)
                initialized = count
            }
        }
    }

    /// The numbers as Float64, whatever their kind; 64-bit integers beyond 2⁵³ are rounded.
    public var numbers: [Double] {
        switch kind {
        case .float32: elements(as: Float.self).map { $0.map(Double.init) } ?? []
        case .float64: elements(as: Double.self) ?? []
        case .int32: elements(as: Int32.self).map { $0.map(Double.init) } ?? []
        case .int64: elements(as: Int64.self).map { $0.map(Double.init) } ?? []
        case .uint8: bytes.map(Double.init)
        case .uint32: elements(as: UInt32.self).map { $0.map(Double.init) } ?? []
        case .uint64: elements(as: UInt64.self).map { $0.map(Double.init) } ?? []
        }
    }

    func contribute(to hash: TreeHash) {
        hash.add(tag: "A")
        hash.add(text: kind.rawValue)
        hash.add(count: shape.count)
        for length in shape { hash.add(count: length) }
        hash.add(bytes: bytes)
        attributes.contribute(to: hash)
    }
}

/// One string or a list of strings: one HDF5 dataset of variable-length UTF-8, which h5py reads as `str`.
public struct ArchiveText: Equatable, Sendable {
    /// The strings; exactly one where this is not a list.
    public let values: [String]
    /// Whether the dataset has an axis, even if it holds one string.
    public let isList: Bool
    /// What the strings mean.
    public var attributes = ArchiveAttributes()

    /// A single string.
    public init(_ value: String) {
        values = [value]
        isList = false
    }

    /// A list of strings.
    public init(_ values: [String]) {
        self.values = values
        isList = true
    }

    func contribute(to hash: TreeHash) {
        hash.add(tag: isList ? "L" : "S")
        hash.add(count: values.count)
        for value in values { hash.add(text: value) }
        attributes.contribute(to: hash)
    }
}
