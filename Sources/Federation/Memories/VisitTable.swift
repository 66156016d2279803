public import Learning

/// States that were visited and the policy there: what memories send, and what the server makes of them.
///
/// Columns of equal length; a checkpoint shows them as datasets.
public struct VisitTable: Persistent, Equatable {
    /// By entry: the cell its state stands for, row-major over the components' sections; empty where states are raw.
    public var cellIndex: [Int32] = []
    /// By entry: the state, `count × observation`.
    public var proxyState: [Float] = []
    /// By entry: the mean action distribution there, `count × actions`.
    public var policy: [Float] = []
    /// By entry: how often it was visited.
    public var visits: [Int32] = []

    /// No visits.
    public init() {}

    /// Entries.
    public var count: Int { visits.count }

    /// Bytes on the wire: cell index (4 bytes) and policy where states are known by their cells, state and policy else.
    public var bytes: Int {
        4 * (cellIndex.count + policy.count) + (cellIndex.isEmpty ? 4 * proxyState.count : 0)
    }
}

/// What one agent remembers of its own training since the last exchange.
public protocol VisitMemory: Sendable {
    /// Takes in a tape of training. Called from the task that trains the agent.
    mutating func watch(_ tape: Tape)
    /// What is sent: at the moment of an exchange.
    var table: VisitTable { get }
    /// Starts a new period; called at the end of an exchange.
    mutating func endPeriod()
    /// Writes what is remembered.
    func encode(to encoder: any Encoder) throws
    /// Continues from what was written.
    mutating func restore(from decoder: any Decoder) throws
    /// The most bytes of the table after so many steps of training, for plans.
    func bytesBound(steps: Int) -> Int
    /// What a reader of a checkpoint should know: sections, ranges.
    var about: String { get }
}
