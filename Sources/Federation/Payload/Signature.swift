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
    /// Rows that are known by a key each, with how many there can be; nil for one row per sender.
    public var keyed: Keyed?

    /// What numbers are.
    public enum Space: String, Sendable, CaseIterable {
        /// Probabilities of actions, or means and standard deviations of controls, at public states.
        case distribution
        /// Learned parts of agents: networks, tables, weight vectors.
        case parameter
        /// Visited states and what agents did there.
        case visit

        /// In words, for diagnostics.
        public var words: String {
            switch self {
            case .distribution: "action distributions at public states"
            case .parameter: "parameters"
            case .visit: "memories of visited states"
            }
        }
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
    public init(_ kind: String, _ space: Space, _ precision: Part.Precision, width: Int, columns: Int) {
        self.kind = kind
        self.space = space
        self.precision = precision
        self.width = width
        self.columns = columns
    }

    /// Rows with keys.
    public init(_ kind: String, columns: Int, keyed: Keyed) {
        self.init(kind, .visit, .single, width: columns, columns: columns)
        self.keyed = keyed
    }

    /// A part.
    public init(_ kind: String, _ part: Part) {
        self.init(kind, .parameter, part.precision, width: part.width, columns: part.numbers)
    }

    /// Bytes of one row in memory.
    var stride: Int { width * precision.bytes }

    /// Bytes of so many rows on the wire.
    func bytes(rows: Int) -> Int {
        let row = columns.saturatingTimes(precision.bytes).saturatingPlus(
            (keyed?.keyBytes ?? 0) + (keyed?.countBytes ?? 0))
        return rows.saturatingTimes(row)
    }
}
