internal import Config
public import Determinism
public import Learning

/// Which of the times at which agents could meet are meetings: one axis of an exchange.
public protocol Trigger: Axis {
    /// Whether agents meet, where chance alone decides; nil where it takes a look at them.
    ///
    /// - Parameter stream: of this time.
    func fires(_ stream: inout RandomStream) -> Bool?
    /// How agents meet the server one by one on a virtual clock; nil where all meet at once.
    var asynchrony: Asynchrony? { get }
}

extension Trigger {
    /// All meet at once.
    public var asynchrony: Asynchrony? { nil }
}

/// A trigger that looks at agents: each looks at itself, and those who want a meeting tell the server so.
public protocol WatchingTrigger: Trigger {
    /// Whether it looks at what would be uploaded.
    static var looksAtParts: Bool { get }
    /// Which agents of the group want a meeting, by their places in it.
    func wanting(_ view: AgentView, _ state: inout State) -> [Int]
    /// How many of so many agents have to want a meeting.
    func quorum(of agents: Int) -> Int
    /// Notes a meeting of some agents of the group, after it.
    func noteMeeting(_ view: AgentView, of participants: [Int], _ state: inout State)
}

extension WatchingTrigger {
    /// Looks at nothing that is uploaded.
    public static var looksAtParts: Bool { false }
    /// It takes a look at the agents.
    public func fires(_ stream: inout RandomStream) -> Bool? { nil }
    /// Nothing is noted.
    public func noteMeeting(_ view: AgentView, of participants: [Int], _ state: inout State) {}
}

/// What agents of a group see of themselves between meetings.
public struct AgentView: Sendable {
    /// By agent: what its last round brought.
    public let scores: [Score]
    /// What every agent would upload, a row each, in the exchange's requests' order; none where nobody looks.
    public let rows: [Batch]
}

/// What a trigger that looks at agents has come to.
struct Verdict {
    let fires: Bool
    /// How many agents told the server that they want a meeting.
    let notices: Int
}

/// A trigger with what it keeps, its type erased.
protocol RunningTrigger: KeepingAxis {
    var looksAtParts: Bool { get }
    mutating func judge(_ view: AgentView, agents: Int) -> Verdict
    mutating func noteMeeting(_ view: AgentView, of participants: [Int])
}

extension RunningAxis: RunningTrigger where A: WatchingTrigger {
    var looksAtParts: Bool { A.looksAtParts }

    mutating func judge(_ view: AgentView, agents: Int) -> Verdict {
        let wanting = axis.wanting(view, &state)
        return Verdict(fires: wanting.count >= max(1, axis.quorum(of: agents)), notices: wanting.count)
    }

    mutating func noteMeeting(_ view: AgentView, of participants: [Int]) {
        axis.noteMeeting(view, of: participants, &state)
    }
}

extension WatchingTrigger {
    /// With what it keeps.
    func running(_ facts: Facts, agents: Int) -> any RunningTrigger { RunningAxis(self, facts, agents: agents) }
}
