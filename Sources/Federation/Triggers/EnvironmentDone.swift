import Config
import Numerics

/// Agents meet when one has mastered its environment.
struct EnvironmentDone: WatchingTrigger {
    static let component = Component(
        "environment_done",
        "After every `every` agents meet if one of them has come to master its environment, each agent once.",
        details: """
            Agent k is done with its environment at the first look, after every `every`, whose last round has a mean training return
            of at least `return`, and stays done. It tells the server once, 1 byte, at that look or, if it is away then, at the
            first one at which it is there. They meet where somebody tells (`who: any`), or once, when all have told (`who: all`).
            The plan bounds the bytes: at least none, at most those of a notice and a meeting per agent, or of one meeting.
            Learners that end no episodes have no returns, and are refused.
            """,
        source: Source(
            .lifelong,
            note: "robots upload what they have learned when they are done with an environment", evidence: .paper,
            grounds: [.unknown("when a robot is done")]),
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

    static let looksAtScores = true
    private let level: Double
    private let waitsForAll: Bool

    init(_ settings: Settings) {
        level = settings.number("return")
        waitsForAll = settings.text("who") == "all"
    }

    /// Who is done.
    struct State: Persistent {
        /// By agent of the group: 0 where it is not done, 1 where it has told so, 2 where it was away when it could have.
        var done: [Int32]

        /// Each is 0, 1 or 2.
        var flaw: Flaw? {
            .each("done", done, "an agent is done and has told, 1, or not, 2, or is not done, 0") {
                (0...2).contains($0)
            }
        }
    }

    func initial(_ facts: Facts, agents: Int) -> State { State(done: Array(repeating: 0, count: agents)) }

    func unfit(_ facts: Facts) -> [Unfit] { facts.returnless(at: "when") }

    func most(of agents: Int, looks: Int) -> Watch {
        Watch(meetings: min(looks, waitsForAll ? 1 : agents), notices: looks > 0 ? agents : 0)
    }

    func look(_ view: AgentView, among present: [Int], _ state: inout State) -> Verdict {
        for agent in state.done.indices
        where state.done[agent] == 0 && (view.scores[agent].meanReturn ?? -.infinity) >= level {
            state.done[agent] = 2
        }
        let telling = present.filter { state.done[$0] == 2 }
        for agent in telling { state.done[agent] = 1 }
        let meets = !telling.isEmpty && (!waitsForAll || state.done.allSatisfy { $0 == 1 })
        return Verdict(meets: meets, notices: telling.count)
    }
}
