internal import Experiment

// Arms of unlike length: pairs are compared over the rounds that both of their cells have.
extension Arm {
    /// The cells that have a cell of the same seed in another arm, and that one, by their places.
    func pairs(with other: Arm) -> [(own: Int, twin: Int)] {
        let twins = Dictionary(
            other.cells.enumerated().map { ($1.seed, $0) }, uniquingKeysWith: { first, _ in first })
        return cells.enumerated().compactMap { place, cell in twins[cell.seed].map { (place, $0) } }
    }

    /// The mean of a cell over its last rounds, or over all, up to a round after which nothing counts.
    func mean(of measure: String, inCell place: Int, lastRounds tail: Int?, upTo end: Int) -> Double? {
        let cell = cells[place]
        guard end < cell.lastRound else { return cell.mean(of: measure, lastRounds: tail) }
        guard let curves else { return cell.mean(of: measure, lastRounds: tail, upTo: end) }
        return curves.early[EarlyMean(cell: place, measure: measure, tail: tail, end: end)] ?? nil
    }
}

extension Analysis {
    /// The measures by which arms are compared.
    var judged: [String] { measures.filter { direction(of: $0) != .describes } }

    /// Before its own end, where the cells end with which each cell is paired: by arm, then by cell.
    var earlyEnds: [[[Int]]] {
        var ends = arms.map { $0.cells.map { _ in [Int]() } }
        func note(_ end: Int, _ arm: Int, _ cell: Int) {
            if end < arms[arm].cells[cell].lastRound, !ends[arm][cell].contains(end) { ends[arm][cell].append(end) }
        }
        for (place, arm) in arms.enumerated() {
            guard let name = baseline?.counterpart(of: arm.name), let other = self.place(of: name) else { continue }
            for (own, twin) in arm.pairs(with: arms[other]) {
                note(arms[other].cells[twin].lastRound, place, own)
                note(arm.cells[own].lastRound, other, twin)
            }
        }
        return ends
    }

    /// Which arms are planned shorter than others, in a sentence; none where all are equally long.
    var lengthRemarks: [String] {
        var groups: [(length: Int, arms: [String])] = []
        for arm in arms {
            guard let length = arm.cells.map(\.plannedRounds).max() else { continue }
            if let place = groups.firstIndex(where: { $0.length == length }) {
                groups[place].arms.append(arm.name)
            } else {
                groups.append((length, [arm.name]))
            }
        }
        guard groups.count > 1 else { return [] }
        groups.sort { $0.length < $1.length }
        let words = groups.map { "\($0.length) round\($0.length == 1 ? "" : "s") (\(list($0.arms)))" }
        return [
            "Arms are of unlike length: \(words.joined(separator: ", ")). Gains are over the rounds that both cells of a "
                + "pair have; means and curves are over each arm's own."
        ]
    }
}
