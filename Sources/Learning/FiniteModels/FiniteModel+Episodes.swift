/// What policies of a finite horizon are worth: sums of rewards over so many steps, undiscounted.
extension FiniteModel {
    /// max_π Σ_s start(s) V_0^π(s) over `horizon` steps, by backward induction.
    public func bestReturn(horizon: Int) -> Double {
        inducted(horizon: horizon) { _, _, worth in (1..<max(actions, 1)).reduce(worth(0)) { max($0, worth($1)) } }
    }

    /// Σ_s start(s) V_0^π(s) over `horizon` steps, by backward induction.
    ///
    /// - Parameter policy: an action by step and state of the step's layer, `horizon × layerStates`.
    public func episodicReturn(of policy: [Int], horizon: Int) -> Double {
        precondition(policy.count == horizon * layerStates, "an action for every step and state")
        return inducted(horizon: horizon) { step, place, worth in worth(policy[step * layerStates + place]) }
    }

    /// Backward over the steps: `value` of a step, a place in its layer, and what every action there is worth.
    private func inducted(horizon: Int, _ value: (Int, Int, (Int) -> Double) -> Double) -> Double {
        var values = [Double](repeating: 0, count: states)
        var next = values
        for step in (0..<horizon).reversed() {
            let first = firstState(atStep: step)
            for place in 0..<layerStates {
                let state = first + place
                next[state] = value(step, place) { action in
                    let row = state * actions + action
                    return rewards[row] + expectation(of: values, row: row)
                }
            }
            swap(&values, &next)
        }
        return zip(start, values).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
