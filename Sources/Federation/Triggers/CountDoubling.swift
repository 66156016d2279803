import Config
import Learning
import Numerics

/// Agents meet once one has been somewhere twice as often.
struct CountDoubling: WatchingTrigger {
    static let component = Component(
        "count_doubling",
        "An agent's count of visits of something has doubled since it was at a meeting.",
        details: """
            Agent k sees the event where, for some number j of the part it uploads, nₖ[j] > 0 and
                Nₖ[j] + nₖ[j] ≥ f Nₖ[j]          f: `factor`
            nₖ[j] are its visits of what j stands for since it was at a meeting before, Nₖ[j] those until then. One agent is enough.
            Visits are those of `weights: visits`: of a table, the steps from state j; of weights of features φ, Σ φⱼ(s)². Learners
            that count none are refused. What was never visited before doubles at its first visit, so that meetings are many at
            first, and the longer agents train, the further apart they come: over n visits of each of S numbers about S log₂ n per
            agent at most. Checkpoints hold Nₖ as /federation/<exchange>/when/known [agent, number] and nₖ as
            /federation/<exchange>/visits/counts.
            Numbered deviations from the source:
            1. It counts pairs of states and actions by step of an episode; here counts are those the learner has.
            2. There an agent calls for a meeting at the end of the episode in which a count doubles; here after `every`.
            """,
        source: Source(
            "Labbi, Tiapkin, Mancini, Mangold & Moulines, Federated UCBVI: communication-efficient federated regret minimization "
                + "with heterogeneous agents, AISTATS 2025, arXiv 2410.22908",
            evidence: .authorCode,
            grounds: [
                .from(
                    .authorCode,
                    "any agent's count at least twice that of the last meeting: the program's second trigger, and its first one "
                        + "wherever counts are below its S_max"),
                .from(.ours, "other factors than 2, other counts, and looks after every `every`"),
            ]),
        fields: [
            Field("factor", .number(Interval(1, 1e6, includesLow: false)), "How many times as often is often enough, f")
                .main
                .defaults(to: .number(2))
        ])

    let countsVisits = true
    private let factor: Double

    init(_ settings: Settings) { factor = settings.number("factor") }

    /// What was visited before.
    struct State: Persistent {
        /// Visits until an agent's last meeting `[agent, number]`.
        var known: Tensor<Double>

        var flaw: Flaw? { .each("known", known.elements, "visits are not negative") { $0 >= 0 } }
    }

    func initial(_ facts: Facts, agents: Int) -> State {
        State(known: Tensor(zeros: agents, facts.countedPart?.width ?? 0))
    }

    func unfit(_ facts: Facts) -> [Unfit] { facts.uncounted(at: "when") + facts.otherThanCounted(at: "when") }

    func look(_ view: AgentView, among present: [Int], _ state: inout State) -> Verdict {
        let width = state.known.shape[1]
        let doubled = present.count { agent in
            (0..<width).contains { number in
                let (fresh, known) = (view.visits[agent][number], state.known.elements[agent * width + number])
                return fresh > 0 && known + fresh >= factor * known
            }
        }
        return Verdict(meets: doubled > 0, notices: doubled)
    }

    func noteMeeting(_ view: AgentView, of participants: [Int], _ state: inout State) {
        let width = state.known.shape[1]
        for agent in participants {
            for number in 0..<width { state.known.elements[agent * width + number] += view.visits[agent][number] }
        }
    }
}
