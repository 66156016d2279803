public import Determinism
public import Learning
public import Numerics

/// A trigger that looks at agents: each looks at itself, and those who want a meeting tell the server so.
public protocol WatchingTrigger: Trigger {
    /// Whether it looks at what would be uploaded.
    static var looksAtParts: Bool { get }
    /// Whether it looks at what the last round brought.
    static var looksAtScores: Bool { get }
    /// The most that a group of so many agents can come to in so many looks.
    func most(of agents: Int, looks: Int) -> Watch
    /// Notes where the agents of a group begin.
    func begin(_ view: AgentView, _ state: inout State)
    /// Looks at a group at a time at which it could meet.
    ///
    /// - Parameter present: the places in the group of those who could come, two at least, in rising order. Whoever is away
    ///   reaches nobody: what it wants, it says when it is back.
    func look(_ view: AgentView, among present: [Int], _ state: inout State) -> Verdict
    /// Notes a meeting of some agents of the group, after it.
    func noteMeeting(_ view: AgentView, of participants: [Int], _ state: inout State)
}

extension WatchingTrigger {
    /// Looks at nothing that is uploaded.
    public static var looksAtParts: Bool { false }
    /// Looks at nothing that a round brought.
    public static var looksAtScores: Bool { false }
    /// A meeting and a notice of everybody at every look.
    public func most(of agents: Int, looks: Int) -> Watch {
        Watch(meetings: looks, notices: looks.saturatingTimes(agents))
    }
    /// It takes a look at the agents.
    public func fires(_ stream: inout RandomStream) -> Bool? { nil }
    /// Nothing is noted.
    public func begin(_ view: AgentView, _ state: inout State) {}
    /// Nothing is noted.
    public func noteMeeting(_ view: AgentView, of participants: [Int], _ state: inout State) {}
}

/// What looks of a trigger have come to, or can.
public struct Watch: Sendable {
    /// Meetings.
    public let meetings: Int
    /// Notices to the server, of agents that want a meeting.
    public let notices: Int

    /// Counts.
    public init(meetings: Int, notices: Int) {
        self.meetings = meetings
        self.notices = notices
    }
}

/// What one look of a trigger has come to.
public struct Verdict: Sendable {
    /// Whether the agents meet.
    public let meets: Bool
    /// How many agents told the server that they want it.
    public let notices: Int

    /// What it has come to.
    public init(meets: Bool, notices: Int) {
        self.meets = meets
        self.notices = notices
    }
}

/// What agents of a group see of themselves between meetings.
public struct AgentView: Sendable {
    /// By agent: what its last round brought; none where nobody looks.
    public let scores: [Score]
    /// What every agent would upload, a row each, in the exchange's requests' order; none where nobody looks.
    public let rows: [Batch]
    /// Visits of the counted part's numbers since an agent was at a meeting before, `[agent, number]`; nil where nobody counts them.
    public var visits: Tensor<Double>?
    /// How the agents plan; nil where they do not plan step by step.
    public var planner: StepPlanner?
}
