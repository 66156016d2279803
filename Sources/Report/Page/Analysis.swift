internal import Experiment

/// Arms and options, from which every table and figure of a report is computed.
struct Analysis {
    let arms: [Arm]
    /// What the others are compared with.
    let baseline: Baseline?
    let options: StudyReport.Options

    var cells: [CellRecord] { arms.flatMap(\.cells) }

    /// The measures that have a value per agent in any cell, in order of first appearance.
    var measures: [String] {
        var names: [String] = []
        for measure in cells.flatMap(\.measures) where !names.contains(measure.name) { names.append(measure.name) }
        // What describes the setting stands behind what was achieved in it.
        return names.filter { direction(of: $0) != .describes } + names.filter { direction(of: $0) == .describes }
    }

    /// Which values of a measure are better, as the first cell that has it says.
    func direction(of measure: String) -> MeasureDirection {
        cells.lazy.flatMap(\.measures).first { $0.name == measure }?.direction ?? .higherIsBetter
    }

    /// The measures that tables and figures compare: all but those that describe the setting and are the same in every arm.
    var compared: [String] {
        measures.filter { measure in direction(of: measure) != .describes || Set(levels(of: measure)).count > 1 }
    }

    /// What a measure is at the end of each arm, as text.
    func levels(of measure: String) -> [String] {
        arms.map { spread($0.means(of: measure, afterRoundsBeforeEnd: options.tail)).display }
    }

    /// The measure that tables of agents and gains are about: the first recorded.
    var mainMeasure: String? { measures.first }

    /// Whether in any cell something was not finite any more.
    var hasDivergedCells: Bool { cells.contains { $0.divergence != nil } }

    /// The goals any cell has, in order of first appearance.
    var goals: [Goal] {
        var goals: [Goal] = []
        for goal in cells.flatMap(\.goals) where !goals.contains(goal) { goals.append(goal) }
        return goals
    }

    /// What a reader must know before trusting the numbers.
    var remarks: [String] {
        var remarks: [String] = []
        let unfinished = cells.filter { !$0.isFinished }
        if !unfinished.isEmpty {
            let example = unfinished[0]
            remarks.append(
                "\(unfinished.count) of \(cells.count) cells are not finished (such as \(example.arm), seed "
                    + "\(example.seed): round \(example.lastRound) of \(example.plannedRounds)). Curves end where the "
                    + "shortest cell of an arm ends; means cover the rounds each cell has.")
        }
        if hasStoppedCells {
            let stopped = cells.filter { $0.isStopped && $0.lastRound < $0.plannedRounds }
            remarks.append(
                "\(stopped.count) of \(cells.count) cells were done before the last round and stopped (`stop`). Curves of means "
                    + "end where the first cell of an arm stops: after it they would be means of the slower ones. Rounds to a "
                    + "goal count capped cells as censored; means cover the rounds each cell has.")
        }
        let unchecked = cells.filter { $0.unverifiedFrom != nil }
        if let example = unchecked.first, let round = example.unverifiedFrom {
            remarks.append(
                "\(unchecked.count) of \(cells.count) records are checked in part: no kept checkpoint vouches for their last rows "
                    + "(such as \(example.arm), seed \(example.seed): from round \(round) on). `concord verify` reruns them."
            )
        }
        for arm in arms {
            guard let words = arm.divergenceWords else { continue }
            remarks.append(
                "\(arm.name): \(words). No cell is left out of a mean: where one is not finite, the mean is not, and "
                    + "gains of the arm are undecided.")
        }
        if let baseline {
            let alone = arms.map(\.name).filter { !baseline.arms.contains($0) && baseline.counterpart(of: $0) == nil }
            if let example = alone.first {
                remarks.append(
                    "\(alone.count) of \(arms.count) arms (such as \(example)) are compared with nothing: "
                        + "'\(baseline.name)' has no one cell of their sweep values.")
            }
        }
        let fewest = arms.map(\.cells.count).min() ?? 0
        if fewest < 2 {
            remarks.append("With one seed there is no spread and no interval.")
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

    /// Shown in headings: `training_return` → `training return`.
    static func words(_ measure: String) -> String {
        String(measure.map { $0 == "_" ? " " : $0 })
    }
}
