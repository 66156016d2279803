import Learning
import Numerics

/// What triggers that go by visits keep: how often agents had visited each number of their counted part at their last meetings.
struct KnownVisits: Persistent {
    /// Visits until an agent's last meeting `[agent, number]`.
    var known: Tensor<Double>

    init(_ facts: Facts, agents: Int) { known = Tensor(zeros: agents, facts.countedPart?.width ?? 0) }

    var flaw: Flaw? { .each("known", known.elements, "visits are not negative") { $0 >= 0 } }

    /// Adds what participants had visited since, at the end of a meeting.
    mutating func note(_ view: AgentView, of participants: [Int]) {
        guard let visits = view.visits?.elements else { return }
        let width = known.shape[1]
        for agent in participants {
            for place in agent * width..<(agent + 1) * width { known.elements[place] += visits[place] }
        }
    }
}
