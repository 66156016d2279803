extension Analysis {
    /// What a reader must know before trusting the numbers.
    func remarks(_ comparisons: [Comparison]) -> [String] {
        var remarks: [String] = []
        let unfinished = cells.filter { !$0.isFinished }
        if !unfinished.isEmpty {
            let example = unfinished[0]
            remarks.append(
                "\(unfinished.count) of \(cells.count) cells are not finished (such as \(example.arm), seed "
                    + "\(example.seed): round \(example.lastRound) of \(example.plannedRounds)). Curves end where the "
                    + "shortest cell of an arm ends; \(Self.extents).")
        }
        remarks += lengthRemarks
        if hasStoppedCells {
            let stopped = cells.filter { $0.isStopped && $0.lastRound < $0.plannedRounds }
            remarks.append(
                "\(stopped.count) of \(cells.count) cells were done before the last round and stopped (`stop`). Curves of means "
                    + "end where the first cell of an arm stops: after it they would be means of the slower ones. Rounds to a "
                    + "goal count capped cells as censored; \(Self.extents).")
        }
        let unchecked = cells.filter { $0.unverifiedFrom != nil }
        if let example = unchecked.first, let round = example.unverifiedFrom {
            remarks.append(
                "\(unchecked.count) of \(cells.count) records are checked in part: no kept checkpoint vouches for their last rows "
                    + "(such as \(example.arm), seed \(example.seed): from round \(round) on). `concord verify` reruns them."
            )
        }
        let clockless = arms.filter { $0.cells.contains { $0.places(on: options.clock) == nil } }
        if !clockless.isEmpty {
            remarks.append(
                "No record of \(options.clock.rawValue): \(clockless.map(\.name).joined(separator: ", ")). Curves over "
                    + "\(options.clock.rawValue) are those of the other arms; tables have all.")
        }
        for arm in arms {
            guard let words = arm.divergenceWords else { continue }
            remarks.append("\(arm.name): \(words). \(consequence(of: arm, comparisons))")
        }
        if let baseline {
            let alone = arms.map(\.name).filter { !baseline.contains($0) && baseline.counterpart(of: $0) == nil }
            if let example = alone.first {
                remarks.append(
                    "\(alone.count) of \(arms.count) arms (such as \(example)) are compared with nothing: "
                        + "'\(baseline.name)' has no one cell of their sweep values.")
            }
        }
        let fewest = arms.map(\.cells.count).min() ?? 0
        let single = arms.filter { $0.cells.count < 2 }.map(\.name)
        if single.count == arms.count {
            remarks.append("With one seed there is no spread and no interval.")
        } else if !single.isEmpty {
            remarks.append("Where an arm has one seed (\(list(single))) it has no spread, and its gains no interval.")
        } else if fewest < 10 {
            remarks.append(
                "With \(fewest) seeds a percentile bootstrap interval is narrower than its name says "
                    + "(five values: about 85 % coverage for a nominal 95 %).")
        }
        let lists = arms.map { $0.cells.map(\.seed) }
        if let first = lists.first, lists.contains(where: { $0 != first }) {
            remarks.append("The arms have different seeds; gains use the seeds an arm shares with its baseline.")
        }
        return remarks
    }

    /// Which rounds numbers are about where cells end at unlike ones.
    private static let extents = "means cover the rounds each cell has, gains those that both cells of a pair have"

    /// A few names, and that there are more.
    func list(_ names: [String]) -> String {
        names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", …" : "")
    }

    /// What the divergence of an arm's cells does to its means and gains.
    private func consequence(of arm: Arm, _ comparisons: [Comparison]) -> String {
        let values = compared.flatMap { measure in
            [options.tail, nil].flatMap { tail in arm.diverged.map { $0.mean(of: measure, lastRounds: tail) } }
        }
        let isMissing = values.contains { $0 == nil }
        var text = ""
        if values.contains(where: { $0.map { !$0.isFinite } ?? false }) {
            text = "Where a value of a cell is not finite, the mean is not: no cell is left out of it for that."
        } else if !isMissing {
            text = "Its means are finite all the same, and have every cell."
        }
        if isMissing {
            text += (text.isEmpty ? "" : " ") + "A cell that measured nothing in those rounds is in no mean of them."
        }
        let (own, over) = (comparisons.filter { $0.arm == arm.name }, comparisons.filter { $0.baseline == arm.name })
        for (gains, words) in [(own, "Its gains"), (over, "Gains over it")] {
            guard gains.contains(where: { $0.verdict == .diverged }) else { continue }
            let isWhole = gains.allSatisfy { $0.verdict == .diverged }
            text += " \(words) are undecided\(isWhole ? "" : " where its pairs have such a cell")."
        }
        return text
    }
}
