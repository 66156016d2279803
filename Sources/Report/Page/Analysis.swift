internal import Experiment

/// Arms and options, from which every table and figure of a report is computed.
struct Analysis {
    var arms: [Arm]
    /// What the others are compared with.
    let baseline: Baseline?
    let options: ReportOptions
    /// The cells of all arms.
    let cells: [CellRecord]
    /// The measures that have a value per agent in any cell, in order of first appearance; what describes the setting stands
    /// behind what was achieved in it.
    let measures: [String]
    /// The measures that tables and figures compare: all but those that describe the setting and are the same in every arm.
    let compared: [String]
    /// The goals any cell has, in order of first appearance.
    let goals: [Goal]
    /// The agents of all cells, in order of first appearance.
    let agentNames: [String]
    /// Whether in any cell something was not finite any more.
    let hasDivergedCells: Bool
    private let scales: [String: MeasureScale]
    private let armPlaces: [String: Int]

    init(arms: [Arm], baseline: Baseline?, options: ReportOptions) {
        (self.arms, self.baseline, self.options) = (arms, baseline, options)
        let cells = arms.flatMap(\.cells)
        self.cells = cells
        var scales: [String: MeasureScale] = [:]
        var names: [String] = []
        for measure in cells.lazy.flatMap(\.measures) where scales[measure.name] == nil {
            scales[measure.name] = measure.scale
            names.append(measure.name)
        }
        self.scales = scales
        measures =
            names.filter { scales[$0]?.direction != .describes }
            + names.filter { scales[$0]?.direction == .describes }
        compared = measures.filter { measure in
            scales[measure]?.direction != .describes || Set(Self.levels(of: measure, in: arms, options)).count > 1
        }
        goals = distinct(cells.lazy.flatMap(\.goals))
        agentNames = distinct(cells.lazy.flatMap(\.agents))
        hasDivergedCells = cells.contains { $0.divergence != nil }
        armPlaces = Dictionary(arms.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The arm of a name; nil where there is none.
    func arm(_ name: String) -> Arm? { armPlaces[name].map { arms[$0] } }

    /// Which values of a measure are better, as the first cell that has it says.
    func direction(of measure: String) -> MeasureDirection { scales[measure]?.direction ?? .higherIsBetter }

    /// What a measure is counted in: ` (reward)`; nothing where nobody says.
    func unit(of measure: String) -> String {
        scales[measure].flatMap { $0.unit.isEmpty ? nil : " (\($0.unit))" } ?? ""
    }

    /// Whether an axis of a measure has to show zero.
    func beginsAtZero(_ measure: String) -> Bool { scales[measure]?.beginsAtZero ?? false }

    /// What a measure is at the end of each arm, as text.
    func levels(of measure: String) -> [String] { Self.levels(of: measure, in: arms, options) }

    private static func levels(of measure: String, in arms: [Arm], _ options: ReportOptions) -> [String] {
        arms.map { spread($0.means(of: measure, afterRoundsBeforeEnd: options.tail)).display }
    }

    /// The measure that tables of agents and gains are about: the first recorded.
    var mainMeasure: String? { measures.first }

    /// Whether the first measure has a number for every agent, and not one for all together.
    var isByAgent: Bool {
        guard let measure = mainMeasure, agentNames.count > 1 else { return true }
        return cells.contains { cell in
            cell.agentMeans(of: measure, lastRounds: options.tail).dropFirst().contains { $0 != nil }
        }
    }

    /// `training return (reward), higher is better`.
    var mainMeasureWords: String? {
        mainMeasure.map { "\(Self.words($0))\(unit(of: $0)), \(direction(of: $0).rawValue)" }
    }

    /// Whether any cell has rows that no checkpoint vouches for.
    var hasUnverifiedRows: Bool { cells.contains { $0.unverifiedFrom != nil } }

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
        let clockless = arms.filter { $0.cells.contains { $0.places(on: options.clock) == nil } }
        if !clockless.isEmpty {
            remarks.append(
                "No record of \(options.clock.rawValue): \(clockless.map(\.name).joined(separator: ", ")). Curves over "
                    + "\(options.clock.rawValue) are those of the other arms; tables have all.")
        }
        for arm in arms {
            guard let words = arm.divergenceWords else { continue }
            remarks.append(
                "\(arm.name): \(words). No cell is left out of a mean: where one is not finite, the mean is not, and "
                    + "gains of the arm are undecided.")
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

    /// Shown in headings: `training_return` → `training return`, `exact_return.wide` → `exact return · wide`.
    static func words(_ measure: String) -> String {
        measure.map { $0 == "_" ? " " : $0 == "." ? " · " : String($0) }.joined()
    }
}
