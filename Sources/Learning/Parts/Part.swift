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
    /// The numbers' places in a row as it lies in memory, in order: what is between them is padding, and zero.
    public let columns: [Range<Int>]
    /// What must be equal for rows to be averaged, in words: `4 → 24 relu → 2`, `16 states × 4 actions`.
    public let shape: String
    /// Where the numbers are distributions, one after the other: how many numbers each has; nil where they are none.
    public let distribution: Int?
    /// Where the numbers are logits, those of one choice after the other: how many a choice has; nil where they are none.
    public let logits: Int?
    /// Where the numbers are a table: how many each of its rows has; nil where they are none.
    public let perRow: Int?
    /// Whether every agent draws its own, whoever draws its networks.
    public let isOwn: Bool
    /// The part that this one begins with and follows, by name; nil where it is nobody's target.
    public let leader: String?
    /// Where it is a piece of another part: which one, and where it lies there.
    public let whole: Piece
    /// A network's layers below the last, and the last one; none where there is but one. The last one's streams, where it has some.
    public let pieces: [Part]
    /// Which bytes of a row of its slot are the part's.
    let bytesInRow: [Range<Int>]

    /// Where a part lies.
    public struct Piece: Sendable, Equatable {
        /// The part that has a slot; the part itself where it is whole.
        public let name: String
        /// The places of the piece's numbers in a row of that part as it lies in memory, in order.
        public let places: [Range<Int>]
    }

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

    /// The name of the part, and those of all its pieces.
    public var names: [String] { [name] + pieces.flatMap(\.names) }

    /// Bytes of one row on the wire.
    public var bytes: Int { numbers * precision.bytes }

    /// A row of Float64 without padding.
    ///
    /// - Parameters:
    ///   - distribution: how many numbers each distribution has, where they are some.
    ///   - logits: how many numbers each choice has, where they are logits.
    ///   - perRow: how many numbers each row of a table has; those of one distribution or choice unless told.
    public init(
        _ name: String, doubles count: Int, shape: String, distribution: Int? = nil, logits: Int? = nil,
        perRow: Int? = nil
    ) {
        self.init(
            name, width: count, columns: [0..<count], precision: .double, shape: shape, distribution: distribution,
            logits: logits, perRow: perRow)
    }

    init(
        _ name: String, width: Int, columns: [Range<Int>], precision: Precision, shape: String,
        distribution: Int? = nil, logits: Int? = nil, perRow: Int? = nil, following leader: String? = nil,
        isOwn: Bool = false,
        of whole: Piece? = nil, pieces: [Part] = []
    ) {
        self.isOwn = isOwn
        self.name = name
        self.leader = leader
        let whole = whole ?? Piece(name: name, places: [0..<width])
        self.whole = whole
        bytesInRow = whole.places.map { $0.lowerBound * precision.bytes..<$0.upperBound * precision.bytes }
        self.pieces = pieces
        self.width = width
        self.columns = columns
        numbers = columns.reduce(0) { $0 + $1.count }
        self.precision = precision
        self.shape = shape
        self.distribution = distribution
        self.logits = logits
        self.perRow = perRow ?? distribution ?? logits
    }
}

/// Rows of one part, in the part's precision: `count × part.width`, one after the other or with others' numbers between them.
///
/// A view of memory somebody else owns.
public struct PartRows: @unchecked Sendable {
    /// What the rows hold.
    public let part: Part
    /// The first number of the first row.
    public let base: UnsafeMutableRawPointer
    /// Rows.
    public let count: Int
    /// Bytes from one row's start to the next one's.
    public let stride: Int

    /// A view.
    ///
    /// - Parameter stride: bytes from one row's start to the next one's; the part's own width unless told.
    public init(_ part: Part, _ base: UnsafeMutableRawPointer, count: Int, stride: Int? = nil) {
        self.part = part
        self.base = base
        self.count = count
        self.stride = stride ?? part.width * part.precision.bytes
    }

    /// Whether nothing is between two rows.
    public var isContiguous: Bool { count <= 1 || stride == part.width * part.precision.bytes }

    /// The start of one row.
    public func row(_ index: Int) -> UnsafeMutableRawPointer {
        precondition(index >= 0 && index < count, "row \(index) of \(count)")
        return base + index * stride
    }

    /// Some consecutive rows.
    public func rows(_ range: Range<Int>) -> PartRows {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "rows \(range) of \(count)")
        return PartRows(part, base + range.lowerBound * stride, count: range.count, stride: stride)
    }

    /// Contiguous rows as Float32; nil where the part is kept in Float64.
    public var singles: Rows? {
        part.precision == .single && isContiguous
            ? Rows(base.assumingMemoryBound(to: Float.self), count: count, width: part.width) : nil
    }

    /// Contiguous rows as Float64; nil where the part is kept in Float32.
    public var doubles: DoubleRows? {
        part.precision == .double && isContiguous
            ? DoubleRows(base.assumingMemoryBound(to: Double.self), count: count, width: part.width) : nil
    }
}
