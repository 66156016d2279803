internal import Config
public import Learning

/// What a row of numbers means, how it lies in memory, and how large it is on the wire.
public struct Signature: Sendable, Hashable {
    /// The ledger's word for it: `action_distributions`, `parameters`, `proxy_memory`.
    public var kind: String
    /// What the numbers are.
    public let space: Space
    /// How a number is kept, and sent.
    public let precision: Part.Precision
    /// Numbers of a row in memory, padding included.
    public let width: Int
    /// Numbers of a row on the wire.
    public let columns: Int
    /// Bits of a number on the wire.
    public var bits: Int
    /// Bytes of one message beside its rows: tags, scales.
    public var overhead = 0
    /// What guards have made of the numbers.
    public var form = Form.plain
    /// How many parts a row has: networks, tables, or one row of whatever it is.
    public let parts: Int
    /// How many controls a Gaussian policy draws at a state, where a row is their means, then their deviations, state by state; 0 where
    /// it is something else.
    public var controls = 0
    /// How long a row is at most, by its 2-norm; nil where nothing bounds it.
    public var bound: Double?
    /// Rows that are known by a key each, with how many there can be; nil for one row per sender.
    public var keyed: Keyed?

    /// What numbers are.
    public enum Space: String, Sendable, CaseIterable {
        /// Probabilities of actions, or means and standard deviations of controls, at public states.
        case distribution
        /// Logits of actions at public states: numbers of which a softmax makes probabilities.
        case logit
        /// Learned parts of agents: networks, tables, weight vectors.
        case parameter
        /// Visited states and what agents did there.
        case visit
        /// Sums over visits of states and actions, step by step.
        case moment

        /// In words, for diagnostics.
        public var words: String {
            switch self {
            case .distribution: "action distributions at public states"
            case .logit: "logits of actions at public states"
            case .parameter: "parameters"
            case .visit: "memories of visited states"
            case .moment: "sums over visits"
            }
        }
    }

    /// What guards have made of numbers.
    public indirect enum Form: Sendable, Hashable {
        /// As agents have them.
        case plain
        /// Still numbers of the precision, but not those that agents have.
        case altered
        /// Whole numbers of ``Signature/bits`` bits.
        case rounded
        /// Whole numbers modulo a power of two, of which only sums mean anything.
        case masked
        /// Bytes that only the receiver can read, of numbers in some form.
        case sealed(Form)

        /// Whether they travel as messages of bytes, ``Batch/messages``, and not as numbers.
        var isEncoded: Bool { self != .plain && self != .altered }
    }

    /// Rows with keys: as many as were visited.
    public struct Keyed: Sendable, Hashable {
        /// Bytes of one row's key.
        public var keyBytes: Int
        /// Bytes of one row's count; 0 where counts stay with the agents.
        public var countBytes: Int
        /// The most rows of one sender.
        public var mostRows: Int
        /// How many different keys there are; nil where every row is one of its own.
        public let keys: Int?
    }

    /// One row per sender.
    public init(
        _ kind: String, _ space: Space, _ precision: Part.Precision, width: Int, columns: Int, parts: Int = 1
    ) {
        self.kind = kind
        self.space = space
        self.precision = precision
        self.width = width
        self.columns = columns
        self.parts = parts
        bits = 8 * precision.bytes
    }

    /// Rows with keys.
    public init(_ kind: String, columns: Int, keyed: Keyed) {
        self.init(kind, .visit, .single, width: columns, columns: columns)
        self.keyed = keyed
    }

    /// Parts of one precision, one after the other in a row.
    public init(_ kind: String, _ parts: [Part]) {
        self.init(
            kind, .parameter, parts.first?.precision ?? .single, width: parts.reduce(0) { $0 + $1.width },
            columns: parts.reduce(0) { $0 + $1.numbers }, parts: parts.count)
    }

    /// The same with so many of the numbers of a row in memory, so many of which are on the wire.
    func narrowed(to width: Int, columns: Int) -> Signature {
        var narrow = Signature(kind, space, precision, width: width, columns: columns, parts: parts)
        narrow.controls = controls
        return narrow
    }

    /// Bytes of one row in memory.
    var stride: Int { width * precision.bytes }

    /// Bytes of so many rows on the wire, in so many messages.
    func bytes(rows: Int, messages: Int) -> Int {
        let row = (columns.saturatingTimes(bits).saturatingPlus(7) / 8).saturatingPlus(
            (keyed?.keyBytes ?? 0) + (keyed?.countBytes ?? 0))
        return rows.saturatingTimes(row).saturatingPlus(messages.saturatingTimes(overhead))
    }
}
