/// A named row of numbers that an agent can upload and take in: the parameters of one network, a table, a weight vector.
public struct Part: Sendable, Equatable {
    /// Its name in specs and checkpoints: `policy`, `q`, `q_target`.
    public let name: String
    /// Numbers in a row as it lies in memory, padding included.
    public let width: Int
    /// Numbers on the wire.
    public let numbers: Int
    /// How a number is kept, and sent.
    public let precision: Precision
    /// What must be equal for rows to be averaged, in words: `4 → 24 relu → 2`, `16 states × 4 actions`.
    public let shape: String

    /// How a number is kept.
    public enum Precision: Sendable {
        /// Float32: networks.
        case single
        /// Float64: tables and linear learners.
        case double

        /// Bytes of one number.
        public var bytes: Int {
            switch self {
            case .single: 4
            case .double: 8
            }
        }
    }

    /// Bytes of one row on the wire.
    public var bytes: Int { numbers * precision.bytes }

    /// A row of Float64 without padding.
    public init(_ name: String, doubles count: Int, shape: String) {
        self.init(name, width: count, numbers: count, precision: .double, shape: shape)
    }

    init(_ name: String, width: Int, numbers: Int, precision: Precision, shape: String) {
        self.name = name
        self.width = width
        self.numbers = numbers
        self.precision = precision
        self.shape = shape
    }
}

/// Rows of one part, in the part's precision: `count × part.width`.
///
/// A view of memory somebody else owns.
public struct PartRows: @unchecked Sendable {
    /// What the rows hold.
    public let part: Part
    /// The first number of the first row.
    public let base: UnsafeMutableRawPointer
    /// Rows.
    public let count: Int

    /// A view.
    public init(_ part: Part, _ base: UnsafeMutableRawPointer, count: Int) {
        self.part = part
        self.base = base
        self.count = count
    }

    /// The start of one row.
    public func row(_ index: Int) -> UnsafeMutableRawPointer {
        precondition(index >= 0 && index < count, "row \(index) of \(count)")
        return base + index * part.width * part.precision.bytes
    }

    /// Some consecutive rows.
    public func rows(_ range: Range<Int>) -> PartRows {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "rows \(range) of \(count)")
        return PartRows(part, base + range.lowerBound * part.width * part.precision.bytes, count: range.count)
    }

    /// The rows as Float32; nil where the part is kept in Float64.
    public var singles: Rows? {
        part.precision == .single
            ? Rows(base.assumingMemoryBound(to: Float.self), count: count, width: part.width) : nil
    }

    /// The rows as Float64; nil where the part is kept in Float32.
    public var doubles: DoubleRows? {
        part.precision == .double
            ? DoubleRows(base.assumingMemoryBound(to: Double.self), count: count, width: part.width) : nil
    }
}
