internal import Experiment

// Arms of unlike length: pairs are compared over the rounds that both of their cells have, unless both are equally long on the clock
// that is asked for, such as the virtual time that a study gives to each arm.
extension CellRecord {
    /// Where two cells end for a comparison: each at its own end where they are equally long, else both at the earlier one.
    func ends(beside other: CellRecord, on clock: Clock) -> (own: Int, other: Int) {
        if isAsLong(as: other, on: clock) { return (lastRound, other.lastRound) }
        let end = min(lastRound, other.lastRound)
        return (end, end)
    }

    /// Whether both come to the same end of a clock that goes on while they train, to one part in a hundred.
    private func isAsLong(as other: CellRecord, on clock: Clock) -> Bool {
        guard clock != .rounds, clock != .bytes, let own = end(on: clock), let its = other.end(on: clock) else {
            return false
        }
        return own > 0 && (own - its).magnitude <= 0.01 * max(own, its)
    }
}

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
                let end = arm.cells[own].ends(beside: arms[other].cells[twin], on: options.clock)
                note(end.own, place, own)
                note(end.other, other, twin)
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
        let start = "Arms are of unlike length: \(words.joined(separator: ", "))"
        if areAsLong(on: options.clock) {
            return ["\(start), and equally long in \(options.clock.rawValue): gains are over all rounds of each."]
        }
        let clock = [Clock.time, .steps, .episodes].first(where: areAsLong)?.rawValue
        let advice = clock.map { " In \($0) they are equally long: --x \($0) compares all rounds of each." } ?? ""
        return [
            "\(start). Gains are over the rounds that both cells of a pair have; means and curves are over each arm's own.\(advice)"
        ]
    }

    /// Whether the first cells of all arms come to the same end of a clock, whatever their rounds.
    private func areAsLong(on clock: Clock) -> Bool {
        let firsts = arms.compactMap(\.cells.first)
        return firsts.allSatisfy { cell in
            cell.ends(beside: firsts[0], on: clock) == (cell.lastRound, firsts[0].lastRound)
        }
    }
}
