/// How far finite worlds of equal size are from one another.
public struct ModelHeterogeneity: Sendable, Equatable {
    /// ε_P: the largest total variation, half the L1 norm, of two worlds' successors of one state and action.
    public let kernels: Double
    /// ε_r: the largest difference of two worlds' mean rewards of one state and action.
    public let rewards: Double

    /// Compares all pairs of worlds; equal worlds count once.
    public init(_ models: [FiniteModel]) {
        let distinct = models.indices.filter { index in !models[..<index].contains(models[index]) }.map { models[$0] }
        var (kernels, rewards) = (0.0, 0.0)
        guard let first = distinct.first else {
            (self.kernels, self.rewards) = (0, 0)
            return
        }
        precondition(
            distinct.allSatisfy { $0.states == first.states && $0.actions == first.actions }, "worlds of equal size")
        for row in 0..<(first.states * first.actions) {
            let own = distinct.map(\.rewards).map { $0[row] }
            rewards = max(rewards, (own.max() ?? 0) - (own.min() ?? 0))
            for (index, model) in distinct.enumerated() {
                for other in distinct[..<index] { kernels = max(kernels, model.distance(to: other, row: row)) }
            }
        }
        self.kernels = kernels
        self.rewards = rewards
    }
}

extension FiniteModel {
    /// Half the L1 norm between the successors of one row here and in another world.
    func distance(to other: FiniteModel, row: Int) -> Double {
        var (here, there) = (Int(starts[row]), Int(other.starts[row]))
        let (hereEnd, thereEnd) = (Int(starts[row + 1]), Int(other.starts[row + 1]))
        var sum = 0.0
        while here < hereEnd || there < thereEnd {
            if there == thereEnd || (here < hereEnd && successors[here] < other.successors[there]) {
                sum += probabilities[here]
                here += 1
            } else if here == hereEnd || other.successors[there] < successors[here] {
                sum += other.probabilities[there]
                there += 1
            } else {
                sum += abs(probabilities[here] - other.probabilities[there])
                here += 1
                there += 1
            }
        }
        return sum / 2
    }
}
