internal import Experiment

/// What an arm's cells differ by from those of another, paired by seed.
struct Gain {
    /// By pair: the arm's mean, and the other's.
    let pairs: [(value: Double, reference: Double)]
    /// Whether no cell of a pair diverged: a comparison of those that are left would be one of survivors.
    let isDecided: Bool

    /// By pair: the arm's mean minus the other's.
    var differences: [Double] { pairs.map { $0.value - $0.reference } }

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
            guard let (twin, control) = controls[cell.seed] else { continue }
            // One that diverged before anything was measured is missing among the pairs, and counts all the same.
            if cell.divergence != nil || twin.divergence != nil { isDecided = false }
            guard let value = mean.value, let reference = control else { continue }
            pairs.append((value, reference))
            if !(value - reference).isFinite { isDecided = false }
        }
        self.pairs = pairs
        self.isDecided = isDecided
    }
}
