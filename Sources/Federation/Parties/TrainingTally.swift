import Learning
import Numerics

/// How much and how well the agents of a group have trained since they met: what weights and participation go by.
struct TrainingTally: KeepingAxis {
    private var state: State

    /// By agent of the group.
    struct State: Persistent {
        /// Steps trained since the agent was at a meeting.
        var steps: Tensor<Int>
        /// Episodes ended since the exchange met.
        var episodes: Tensor<Int>
        /// The sum of their returns.
        var returns: Tensor<Double>

        var flaw: Flaw? {
            let why = "a count is at least 0 and at most 2⁵³"
            return .each("steps", steps.elements, why) { (0...Flaw.most).contains($0) }
                ?? .each("episodes", episodes.elements, why) { (0...Flaw.most).contains($0) }
        }
    }

    /// Nothing trained yet.
    init(agents: Int) {
        state = State(
            steps: Tensor(zeros: agents), episodes: Tensor(zeros: agents), returns: Tensor(zeros: agents))
    }

    let hasState = true
    func encode(to encoder: any Encoder) throws { try state.encode(to: encoder) }
    mutating func restore(from decoder: any Decoder) throws { state = try State.restored(from: decoder) }

    /// Adds what a round brought, by agent.
    mutating func add(_ scores: [Score]) {
        for (agent, score) in scores.enumerated() {
            state.steps.elements[agent] += score.steps
            state.episodes.elements[agent] += score.episodes
            state.returns.elements[agent] += score.returns
        }
    }

    /// What training brought some agents, by their places in the group.
    func scores(of places: [Int]) -> [Score] {
        places.map { agent in
            var score = Score()
            score.steps = state.steps.elements[agent]
            score.episodes = state.episodes.elements[agent]
            score.returns = state.returns.elements[agent]
            return score
        }
    }

    /// Begins anew after a meeting of some agents, by their places in the group.
    mutating func met(_ places: [Int]) {
        for agent in places { state.steps.elements[agent] = 0 }
        for agent in state.episodes.elements.indices {
            state.episodes.elements[agent] = 0
            state.returns.elements[agent] = 0
        }
    }
}
