extension FiniteModel {
    /// κ(s, a) by row: the least ω with which (1 − ω) P̄ + ω q is every world's kernel for some distribution q; nil where worlds
    /// are of unequal sizes.
    public static func coveringDegrees(of models: [FiniteModel]) -> [Double]? {
        guard let mean = mean(of: models) else { return nil }
        return (0..<mean.states * mean.actions).map { row in
            var least = 1.0
            for model in models {
                var own = Int(model.starts[row])
                let end = Int(model.starts[row + 1])
                for index in Int(mean.starts[row])..<Int(mean.starts[row + 1]) {
                    // Successors rise in both, and every one of a world is one of the mean.
                    let follows = own < end && model.successors[own] == mean.successors[index]
                    least = min(least, follows ? model.probabilities[own] / mean.probabilities[index] : 0)
                    if follows { own += 1 }
                }
            }
            return max(0, 1 - least)
        }
    }
}
