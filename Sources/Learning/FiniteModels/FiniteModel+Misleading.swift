extension FiniteModel {
    /// The same world with other rewards, r ← f r.
    public func rewarding(times factor: Double) -> FiniteModel {
        FiniteModel(
            states: states, actions: actions, kernel: kernel, rewards: rewards.map { factor * $0 }, start: start,
            features: features, layers: layers)
    }

    /// The same world, in which with a probability p another action is taken than the one that is chosen, any as likely:
    /// P(·|s, a) ← (1 − p) P(·|s, a) + (p/A) Σ over actions b of P(·|s, b), and rewards in the same way.
    public func astray(_ probability: Double) -> FiniteModel {
        guard probability > 0 else { return self }
        var others: [[(successor: Int, probability: Double)]] = []
        var means: [Double] = []
        var sums = [Double](repeating: 0, count: states)
        let kernel = kernel
        for state in 0..<states {
            let rows = state * actions..<(state + 1) * actions
            let mean = rows.reduce(0) { $0 + rewards[$1] } / Double(actions)
            let touched = Set(rows.flatMap { kernel[$0].map(\.successor) }).sorted()
            for row in rows {
                for successor in touched { sums[successor] = 0 }
                for other in rows {
                    let share = probability / Double(actions) + (other == row ? 1 - probability : 0)
                    for (successor, probability) in kernel[other] { sums[successor] += share * probability }
                }
                others.append(touched.filter { sums[$0] > 0 }.map { ($0, sums[$0]) })
                means.append((1 - probability) * rewards[row] + probability * mean)
            }
        }
        return FiniteModel(
            states: states, actions: actions, kernel: others, rewards: means, start: start, features: features,
            layers: layers)
    }

    /// By row, every successor with its probability.
    private var kernel: [[(successor: Int, probability: Double)]] {
        (0..<states * actions).map { row in
            (Int(starts[row])..<Int(starts[row + 1])).map { (Int(successors[$0]), probabilities[$0]) }
        }
    }
}
