/// The best that can be done in a model.
extension FiniteModel {
    /// What value iteration found.
    public struct Optimum: Sendable, Equatable {
        /// V(s), within the tolerance of V*.
        public let values: [Double]
        /// Q(s, a), one backup of V: within γ times the tolerance of Q*.
        public let actionValues: [Double]
        /// Backups made.
        public let iterations: Int
    }

    /// Value iteration V ← max_a (R + γ P V) from zero, until γ/(1 − γ) times the largest change is within `tolerance`.
    ///
    /// - Parameters:
    ///   - discount: γ, from 0 and below 1.
    ///   - tolerance: how far from V* any state's value may be; above 0. Where rounding keeps values from coming so near,
    ///     iteration ends when changes have not become smaller a hundred times.
    public func optimum(discount: Double, tolerance: Double) -> Optimum {
        precondition(discount >= 0 && discount < 1 && tolerance > 0, "a discount below 1 and a tolerance above 0")
        var values = [Double](repeating: 0, count: states)
        var next = values
        var iterations = 0
        var (least, idle) = (Double.infinity, 0)
        while true {
            var change = 0.0
            for state in 0..<states {
                var best = -Double.infinity
                for row in (state * actions)..<((state + 1) * actions) {
                    best = max(best, rewards[row] + discount * expectation(of: values, row: row))
                }
                next[state] = best
                change = max(change, abs(best - values[state]))
            }
            swap(&values, &next)
            iterations += 1
            idle = change < least ? 0 : idle + 1
            least = min(least, change)
            if discount * change <= tolerance * (1 - discount) || idle == 100 { break }
        }
        return Optimum(values: values, actionValues: backup(of: values, discount: discount), iterations: iterations)
    }

    /// The policy that takes the largest Q(s, a) of each state, the first of equals: `states × actions`.
    public func greedyPolicy(of actionValues: [Double]) -> [Double] {
        precondition(actionValues.count == states * actions, "a value per state and action")
        return Self.greedyPolicy(of: actionValues, actions: actions)
    }

    /// The same where only the table is there.
    static func greedyPolicy(of actionValues: [Double], actions: Int) -> [Double] {
        var policy = [Double](repeating: 0, count: actionValues.count)
        for start in stride(from: 0, to: actionValues.count, by: actions) {
            var best = start
            for row in start..<(start + actions) where actionValues[row] > actionValues[best] { best = row }
            policy[best] = 1
        }
        return policy
    }
}
