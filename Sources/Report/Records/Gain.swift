internal import Experiment

/// What an arm's cells differ by from those of another, paired by seed, over the rounds that both cells of a pair have; over each
/// one's own where both are equally long on the clock that is asked for.
struct Gain {
    /// By pair: the arm's mean, and the other's.
    let pairs: [(value: Double, reference: Double)]
    /// Whether no cell of a pair diverged: a comparison of those that are left would be one of survivors.
    let isDecided: Bool
    /// Where those rounds end: the least and the greatest of all pairs.
    let ends: ClosedRange<Int>
    /// Whether a cell of a pair goes on after them.
    let isCut: Bool
    /// Whether the cells of a pair have unlike numbers of them.
    let isOfEach: Bool

    /// By pair: the arm's mean minus the other's.
    var differences: [Double] { pairs.map { $0.value - $0.reference } }

    /// The pairs in which both measured anything in those rounds.
    init(of arm: Arm, over other: Arm, _ measure: String, lastRounds tail: Int?, on clock: Clock) {
        var pairs: [(value: Double, reference: Double)] = []
        var ends: [Int] = []
        var (isDecided, isCut, isOfEach) = (true, false, false)
        for (own, twin) in arm.pairs(with: other) {
            let (cell, control) = (arm.cells[own], other.cells[twin])
            // One that diverged before anything was measured is missing among the pairs, and counts all the same.
            if cell.divergence != nil || control.divergence != nil { isDecided = false }
            let end = cell.ends(beside: control, on: clock)
            guard let value = arm.mean(of: measure, inCell: own, lastRounds: tail, upTo: end.own),
                let reference = other.mean(of: measure, inCell: twin, lastRounds: tail, upTo: end.other)
            else { continue }
            pairs.append((value, reference))
            ends += [end.own, end.other]
            if end != (cell.lastRound, control.lastRound) { isCut = true }
            if end.own != end.other { isOfEach = true }
            if !(value - reference).isFinite { isDecided = false }
        }
        self.pairs = pairs
        self.isDecided = isDecided
        self.ends = (ends.min() ?? 0)...(ends.max() ?? 0)
        self.isCut = isCut
        self.isOfEach = isOfEach
    }

    /// The rounds it is about: `the last 100 rounds`, `all 40 rounds`, `the 40 rounds that both have`, `all rounds of each`.
    ///
    /// - Parameter tail: how many at the end; nil for all.
    func span(lastRounds tail: Int?) -> String {
        let all = ends.upperBound == 1 ? "one round" : "\(endWords) rounds"
        let each = isOfEach ? " of each" : ""
        guard let tail, tail < ends.upperBound else {
            if isCut { return "the \(all) that both have" }
            return isOfEach ? "all rounds\(each)" : ends.upperBound == 1 ? "the \(all)" : "all \(all)"
        }
        let last = tail == 1 ? "the last" : "the last \(tail)"
        return isCut ? "\(last) of the \(all) that both have" : "\(last) round\(tail == 1 ? "" : "s")\(each)"
    }

    /// The same for a column of a table: `last 100`, `all`, `first 40`, `last 10 of 40`.
    func label(lastRounds tail: Int?) -> String {
        guard let tail, tail < ends.upperBound else { return isCut ? "first \(endWords)" : "all" }
        return "last \(tail)" + (isCut ? " of \(endWords)" : "")
    }

    private var endWords: String {
        ends.lowerBound == ends.upperBound ? "\(ends.upperBound)" : "\(ends.lowerBound) to \(ends.upperBound)"
    }
}
