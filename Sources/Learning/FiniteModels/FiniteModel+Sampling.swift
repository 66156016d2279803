import Determinism
import Numerics

// What can happen at a step under a policy, as rows to draw from.
extension FiniteModel {
    /// By state: what can happen there.
    func chainTransitions(under policy: [Double]) -> [[WalkTransition]] {
        (0..<states).map { transitions(from: $0, under: policy, weight: 1) }
    }

    /// One row: what can happen in the stationary distribution.
    func stationaryTransitions(under policy: [Double]) -> [[WalkTransition]] {
        guard let visits = stationaryDistribution(under: policy) else {
            preconditionFailure("the check has found a stationary distribution")
        }
        return [
            (0..<states).flatMap { state in
                visits[state] > 0 ? transitions(from: state, under: policy, weight: visits[state]) : []
            }
        ]
    }

    private func transitions(from state: Int, under policy: [Double], weight: Double) -> [WalkTransition] {
        (0..<actions).flatMap { action -> [WalkTransition] in
            let row = state * actions + action
            guard policy[row] > 0 else { return [] }
            return range(state: state, action: action).map { index in
                WalkTransition(
                    from: state, to: Int(successors[index]), reward: rewards[row],
                    probability: weight * policy[row] * probabilities[index])
            }
        }
    }

    /// A state drawn from the start distribution.
    func startState(_ stream: inout RandomStream) -> Int {
        let point = stream.uniform()
        var sum = 0.0
        for state in 0..<states {
            sum += start[state]
            if point < sum { return state }
        }
        return start.lastIndex { $0 > 0 } ?? 0
    }
}
