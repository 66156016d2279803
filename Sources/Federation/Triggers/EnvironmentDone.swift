import Config
import Numerics

/// Agents meet when one has mastered its environment.
struct EnvironmentDone: WatchingTrigger {
    static let component = Component(
        "environment_done",
        "After every `every` agents meet if one of them has come to master its environment, each agent once.",
        details: """
            Agent k is done with its environment in the first round whose mean training return is at least `return`; it tells the
            server, 1 byte. They meet where an agent has become done since the last look (`who: any`), or once, when all are
            (`who: all`). The plan bounds the bytes: at least none, at most those of a meeting per agent, or of one.
            """,
        source: Source(
            "Liu, Wang & Liu, Lifelong federated reinforcement learning, IEEE RA-L 4(4), 2019: robots upload what they have "
                + "learned when they are done with an environment",
            evidence: .paper, grounds: [.unknown("when a robot is done")]),
        fields: [
            Field("return", .number, "The mean return of a round from which on an environment is mastered").main,
            Field(
                "who",
                .words(
                    ("any", "They meet each time another agent is done"),
                    ("all", "They meet once, when all agents are done")),
                "Whose environments"
            ).defaults(to: .text("any")),
        ])

    private let level: Double
    private let waitsForAll: Bool

    init(_ settings: Settings) {
        level = settings.number("return")
        waitsForAll = settings.text("who") == "all"
    }

    /// Who is done.
    struct State: Persistent {
        /// By agent of the group: 1 where it is done.
        var done: [Int32]

        /// Each is 0 or 1.
        var flaw: Flaw? { .each("done", done, "an agent is done, 1, or not, 0") { $0 == 0 || $0 == 1 } }
    }

    func initial(_ facts: Facts, agents: Int) -> State { State(done: Array(repeating: 0, count: agents)) }

    func quorum(of agents: Int) -> Int { 1 }

    func wanting(_ view: AgentView, _ state: inout State) -> [Int] {
        let fresh = state.done.indices.filter { agent in
            state.done[agent] == 0 && (view.scores[agent].meanReturn ?? -.infinity) >= level
        }
        for agent in fresh { state.done[agent] = 1 }
        guard waitsForAll else { return fresh }
        return !fresh.isEmpty && !state.done.contains(0) ? fresh : []
    }
}
