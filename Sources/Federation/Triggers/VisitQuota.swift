import Config
import Learning
import Numerics

/// Agents meet once one has been somewhere its share as often as all have been there before.
struct VisitQuota: WatchingTrigger {
    static let component = Component(
        "visit_quota",
        "An agent has visited something its share as often, since it was at a meeting, as all agents had before.",
        details: """
            Agent k sees the event where, for some number j of the part it counts visits of,
                nₖ[j] ≥ max(1, ⌊N[j]/(K H (H + 1))⌋)
            nₖ[j] are its visits since it was at a meeting before, N[j] those of all K agents of the group until then, H the steps of an
            episode. One agent is enough. Agents know N[j] of what they are sent. Over T episodes meetings grow with ln T: N[j]
            grows by a share each time. Learners that count no visits or have no horizon are refused.

            Numbered deviations from the source:
            1. N[j] is at once the sum of what all agents had visited at their last meetings, also for an agent that was away when
               others met and was sent nothing: it goes by what the server knows, not by what it was told. The two differ only
               where `participation` or `faults` keep agents away.
            """,
        source: Source(
            .federatedQLearning, evidence: .authorCode,
            grounds: [
                .from(
                    .authorCode, "max(1, ⌊N/(M H (H + 1))⌋), as the program of Labbi et al. has it for this baseline"),
                .from(.ours, "looks after every `every`"),
            ]),
        fields: [])

    let countsVisits = true

    init(_ settings: Settings) {}

    func initial(_ facts: Facts, agents: Int) -> KnownVisits { KnownVisits(facts, agents: agents) }

    func unfit(_ facts: Facts) -> [Unfit] {
        facts.uncounted(at: "when") + facts.otherThanCounted(at: "when")
            + facts.lacking("has no horizon, by which 'visit_quota' goes", at: "when") { $0.plans }
    }

    func look(_ view: AgentView, among present: [Int], _ state: inout KnownVisits) -> Verdict {
        let width = state.known.shape[1]
        let horizon = view.planner?.horizon ?? 1
        let share = Double(state.known.shape[0]) * Double(horizon) * Double(horizon + 1)
        guard let visits = view.visits?.elements else { return Verdict(meets: false, notices: 0) }
        let quotas = state.known.columnSums.map { max(1, ($0 / share).rounded(.down)) }
        let seeing = present.count { agent in
            (0..<width).contains { visits[agent * width + $0] >= quotas[$0] }
        }
        return Verdict(meets: seeing > 0, notices: seeing)
    }

    func noteMeeting(_ view: AgentView, of participants: [Int], _ state: inout KnownVisits) {
        state.note(view, of: participants)
    }
}
