/// The element types that reach disk, by the names the archive and NumPy use.
public enum ScalarKind: String, Hashable, Sendable, CaseIterable {
    case float32 = "f32"
    case float64 = "f64"
    case int32 = "i32"
    case int64 = "i64"
    case uint8 = "u8"
    case uint32 = "u32"
    case uint64 = "u64"

    /// The bytes of one element.
    public var byteCount: Int {
        switch self {
        case .uint8: 1
        case .float32, .int32, .uint32: 4
        case .float64, .int64, .uint64: 8
        }
    }
}

/// A number that a dense array can hold: one fixed little-endian layout, any bit pattern valid.
public protocol ArrayScalar: BitwiseCopyable, Hashable, Codable, Sendable {
    /// The element type on disk.
    static var kind: ScalarKind { get }
    /// All bits clear.
    static var zero: Self { get }
}

extension Float: ArrayScalar {
    /// IEEE 754 binary32.
    public static var kind: ScalarKind { .float32 }
}

extension Double: ArrayScalar {
    /// IEEE 754 binary64.
    public static var kind: ScalarKind { .float64 }
}

extension Int32: ArrayScalar {
    /// Two's complement, 32 bits.
    public static var kind: ScalarKind { .int32 }
}

extension Int64: ArrayScalar {
    /// Two's complement, 64 bits.
    public static var kind: ScalarKind { .int64 }
}

extension Int: ArrayScalar {
    /// Two's complement, 64 bits.
    public static var kind: ScalarKind { .int64 }
}

extension UInt8: ArrayScalar {
    /// Bytes are kept as they are.
    public static var kind: ScalarKind { .uint8 }
}

extension UInt32: ArrayScalar {
    /// Unsigned, 32 bits.
    public static var kind: ScalarKind { .uint32 }
}

extension UInt64: ArrayScalar {
    /// Unsigned, 64 bits.
    public static var kind: ScalarKind { .uint64 }
}

/// Numbers of one kind in row-major order under a shape: what the archive stores as one dataset, without visiting elements.
///
/// `Tensor` is one; so may be any type that keeps its numbers contiguous.
public protocol DenseArray: Codable, Sendable {
    /// The element type.
    static var kind: ScalarKind { get }
    /// The length of every axis, slowest first; empty for a single number.
    var shape: [Int] { get }
    /// Lends the elements in row-major order, `kind.byteCount` bytes each.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result
    /// An array of this shape whose elements are copied from `bytes`, which holds exactly that many.
    init(shape: [Int], copying bytes: UnsafeRawBufferPointer)
}
