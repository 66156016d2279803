extension FiniteModel {
    /// The mean of worlds of equal size: P̄ = (1/K) Σₖ Pₖ, R̄ = (1/K) Σₖ Rₖ, and so the start; features are the first one's.
    public static func mean(of models: [FiniteModel]) -> FiniteModel? {
        guard let first = models.first, models.unequalSizes == nil else { return nil }
        let share = 1 / Double(models.count)
        let rows = first.states * first.actions
        var (rewards, start) = ([Double](repeating: 0, count: rows), [Double](repeating: 0, count: first.states))
        for model in models {
            for row in 0..<rows { rewards[row] += share * model.rewards[row] }
            for state in 0..<first.states { start[state] += share * model.start[state] }
        }
        let kernel = (0..<rows).map { row -> [(successor: Int, probability: Double)] in
            var sums = [Double](repeating: 0, count: first.states)
            for model in models {
                for index in Int(model.starts[row])..<Int(model.starts[row + 1]) {
                    sums[Int(model.successors[index])] += share * model.probabilities[index]
                }
            }
            return sums.indices.filter { sums[$0] > 0 }.map { (successor: $0, probability: sums[$0]) }
        }
        return FiniteModel(
            states: first.states, actions: first.actions, kernel: kernel, rewards: rewards, start: start,
            features: first.features)
    }
}
