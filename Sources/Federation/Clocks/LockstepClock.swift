public import Numerics

/// The virtual clock of agents that wait for one another at meetings.
///
/// Every agent has its own time, which its rounds take forward; at a meeting all who are there have the time of the last of
/// them, and none before the server's last meeting ended. The clock shows the latest time of those who are waited for, which
/// are those who were at the last meeting, or come to the next one where that is known by how long rounds take; it never goes
/// back: whoever is not waited for does not hold it up, and has its round done at a time of its own, which may be later.
/// Where it comes again it is waited for until it has done all its rounds, those among them that others did not wait for.
public struct LockstepClock: Persistent, Equatable {
    /// By agent, in ticks.
    private var agents: [Int]
    /// When the last meeting ended.
    private var server = 0
    /// By agent: 1 where it is waited for: it was at the last meeting, or comes to the next one; all before the first one.
    private var waited: [Int32]
    /// What the clock has shown last.
    public private(set) var time = 0

    /// Agents at time 0.
    public init(agents count: Int) {
        agents = Array(repeating: 0, count: count)
        waited = Array(repeating: 1, count: count)
    }

    /// Times that are no counts.
    public var flaw: Flaw? {
        guard waited.count == agents.count else {
            return Flaw(at: "waited", "it has \(waited.count) lines, where there are \(agents.count) agents")
        }
        return Flaw.each("agents", agents, "times are counted") { $0 >= 0 }
            ?? .each("waited", waited, "an agent is waited for, 1, or not, 0") { $0 == 0 || $0 == 1 }
            ?? .count("server", server) ?? .count("time", time)
    }

    /// How many agents.
    public var count: Int { agents.count }

    /// When an agent has done what it has trained, in ticks.
    public func time(of agent: Int) -> Int { agents[agent] }

    /// A round of every agent is done.
    public mutating func train(_ ticks: (_ agent: Int) -> Int) {
        for agent in agents.indices { agents[agent] = agents[agent].saturatingPlus(ticks(agent)) }
    }

    /// Some agents have met.
    public mutating func meet(_ participants: [Int]) {
        guard !participants.isEmpty else { return }
        server = participants.reduce(server) { max($0, agents[$1]) }
        for agent in waited.indices { waited[agent] = 0 }
        for agent in participants { (agents[agent], waited[agent]) = (server, 1) }
    }

    /// Some agents come to the next meeting, and nobody waits for others until then.
    public mutating func expect(_ participants: [Int]) {
        for agent in waited.indices { waited[agent] = 0 }
        for agent in participants { waited[agent] = 1 }
    }

    /// The round is over.
    public mutating func show() {
        for agent in agents.indices where waited[agent] == 1 { time = max(time, agents[agent]) }
    }
}
