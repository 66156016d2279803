internal import Experiment

/// What an arm's cells differ by from those of another, paired by seed.
struct Gain {
    /// By pair: the arm's mean, and the other's.
    let pairs: [(value: Double, reference: Double)]
    /// Whether no cell of a pair diverged: a comparison of those that are left would be one of survivors.
    let isDecided: Bool

    /// By pair: the arm's mean minus the other's.
    var differences: [Double] { pairs.map { $0.value - $0.reference } }

    /// `lower by 585.1 (better)`: what a mean difference says under a direction, and that it says nothing where its interval
    /// holds zero.
    static func words(_ estimate: Estimate, _ direction: MeasureDirection, decimals: Int) -> String {
        guard estimate.value != 0 else { return "equal" }
        let side = estimate.value > 0 ? "higher" : "lower"
        let isBetter = (estimate.value > 0) == (direction == .higherIsBetter)
        let size = NumberText.fixed(estimate.value.magnitude, decimals: decimals)
        let verdict =
            estimate.low.isNaN
            ? "\(isBetter ? "better" : "worse"), one pair"
            : estimate.low > 0 || estimate.high < 0 ? isBetter ? "better" : "worse" : "undecided: the interval holds 0"
        return "\(side) by \(size) (\(verdict))"
    }

    /// The pairs in which both measured anything in those rounds.
    init(of arm: Arm, over other: Arm, _ measure: String, lastRounds tail: Int?) {
        let controls = Dictionary(
            zip(other.cells, other.means(of: measure, afterRoundsBeforeEnd: tail)).map {
                ($0.seed, (cell: $0, $1.value))
            },
            uniquingKeysWith: { first, _ in first })
        var pairs: [(value: Double, reference: Double)] = []
        var isDecided = true
        for (cell, mean) in zip(arm.cells, arm.means(of: measure, afterRoundsBeforeEnd: tail)) {
            guard let value = mean.value, let (twin, control) = controls[cell.seed], let reference = control
            else { continue }
            pairs.append((value, reference))
            if cell.divergence != nil || twin.divergence != nil || !(value - reference).isFinite {
                isDecided = false
            }
        }
        self.pairs = pairs
        self.isDecided = isDecided
    }
}
