public import Config
public import Learning

/// How the server makes one result of many uploads: one axis of an exchange.
public protocol Aggregator: Configurable {
    /// The forms of upload it can combine.
    static var forms: [Form] { get }
    /// Whether the result is linear in the rows, as a secure sum needs.
    var isLinear: Bool { get }
    /// Combines `rows` under `weights` (one per row, summing to 1) into the single row of `result`.
    func combine(_ rows: Rows, weights: [Float], into result: Rows)
    /// Combines the rows of a part, all counting the same, into the single row of `result`.
    func combine(_ rows: PartRows, into result: PartRows)
    /// Whether memories travel with their visits.
    var weighsVisits: Bool { get }
    /// The most entries of the merged table, where each agent trained so many steps.
    func entriesBound(of memory: any VisitMemory, agents: Int, steps: Int) -> Int
    /// Makes one table of the agents' memories, in the agents' order.
    func merge(_ tables: [VisitTable]) -> VisitTable
}

// What an aggregate of other forms leaves out; `check` has refused the pair.
extension Aggregator {
    /// All entries of all agents.
    public func entriesBound(of memory: any VisitMemory, agents: Int, steps: Int) -> Int {
        agents.saturatingTimes(memory.entriesBound(steps: steps))
    }
    /// Visits stay with the agents.
    public var weighsVisits: Bool { false }
    /// Not of this form.
    public func combine(_ rows: Rows, weights: [Float], into result: Rows) {
        preconditionFailure("'\(Self.component.kind)' combines no distributions")
    }
    /// Not of this form.
    public func combine(_ rows: PartRows, into result: PartRows) {
        preconditionFailure("'\(Self.component.kind)' combines no parameters")
    }
    /// Not of this form.
    public func merge(_ tables: [VisitTable]) -> VisitTable {
        preconditionFailure("'\(Self.component.kind)' combines no memories")
    }
}
