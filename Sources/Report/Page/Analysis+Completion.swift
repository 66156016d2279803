/// The share of cells that have reached a goal by a round, from first crossings of which some are censored.
///
/// Kaplan and Meier's product-limit estimate: F(t) = 1 − Π_{s ≤ t} (1 − d_s / n_s), with d_s crossings at round s among the
/// n_s cells that were still watched there (Nonparametric estimation from incomplete observations, JASA 53, 1958).
public func completionShare(of crossings: [FirstRound]) -> [(round: Int, share: Double)] {
    func watched(through crossing: FirstRound) -> Int {
        switch crossing {
        case .reached(let round): round
        case .censored(let round): round
        }
    }
    let ends = crossings.map(watched)
    var left = 1.0
    var steps: [(round: Int, share: Double)] = []
    for round in Set(crossings.compactMap(\.round)).sorted() {
        let risk = ends.count { $0 >= round }
        let reached = crossings.count { $0.round == round }
        left *= 1 - Double(reached) / Double(risk)
        steps.append((round, 1 - left))
    }
    return steps
}

extension Analysis {
    /// Whether the spec's stop rule ended some cells early, so that curves of means say nothing of later rounds.
    var hasStoppedCells: Bool { cells.contains { $0.isStopped && $0.lastRound < $0.plannedRounds } }

    /// Where cells stop when they are done: the share that is done, by round, to the last round anyone was watched.
    var completionFigures: [Figure] {
        guard hasStoppedCells, options.clock == .rounds else { return [] }
        return goals.compactMap { goal in
            let curves = arms.enumerated().map { color, arm in curve(of: arm, color: color, goal) }
            guard curves.contains(where: { $0.y.contains { $0 > 0 } }) else { return nil }
            let censored = arms.reduce(0) { $0 + $1.crossings(goal).count { $0.round == nil } }
            return Figure(
                "Share done, \(goalNames.words(goal))",
                description:
                    "\(seedWords(of: arms)) Share of the seeds\(goal.over == "each_agent" ? " and agents" : "") that have reached "
                    + "\(goal.levelText) by a round (Kaplan–Meier). Cells that end before, at the "
                    + "cap or unfinished, are censored there; there are \(censored).",
                xLabel: "rounds", yLabel: "share done: \(goalNames.words(goal))", curves: curves)
        }
    }

    /// A staircase from 0 to the last round watched.
    private func curve(of arm: Arm, color: Int, _ goal: Goal) -> Curve {
        var (x, y) = ([0.0], [0.0])
        for step in completionShare(of: arm.crossings(goal)) {
            x += [Double(step.round), Double(step.round)]
            y += [y[y.count - 1], step.share]
        }
        x.append(Double(arm.cells.map(\.lastRound).max() ?? 0))
        y.append(y[y.count - 1])
        return Curve(arm.name, color: color, x: x, y: y)
    }
}
