/// The index by which UCB1 chooses (Auer, Cesa-Bianchi & Fischer, Machine Learning 47, 2002).
public enum UpperConfidenceBound {
    /// x̄ + c √(2 ln t / n); infinite for what was never chosen.
    ///
    /// - Parameters:
    ///   - rewards: the sum of its rewards, n x̄.
    ///   - choices: how often it was chosen, n.
    ///   - total: how often anything was chosen, t.
    ///   - exploration: c, in the rewards' unit.
    public static func index(rewards: Double, choices: Int, of total: Int, exploration: Double) -> Double {
        guard choices > 0 else { return .infinity }
        let count = Double(choices)
        return rewards / count + exploration * (2 * Elementary.log(Double(total)) / count).squareRoot()
    }
}
