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
    /// What they are called in words and in keys.
    let goalNames: GoalNames
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
        let goals = distinct(cells.lazy.flatMap(\.goals))
        (self.goals, goalNames) = (goals, GoalNames(goals))
        agentNames = distinct(cells.lazy.flatMap(\.agents))
        hasDivergedCells = cells.contains { $0.divergence != nil }
        armPlaces = Dictionary(arms.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The arm of a name; nil where there is none.
    func arm(_ name: String) -> Arm? { place(of: name).map { arms[$0] } }

    /// Where the arm of a name stands.
    func place(of name: String) -> Int? { armPlaces[name] }

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

    /// What is said of an agent's number where it is a mean over replicas; nothing where none is.
    var replicaWords: String { cells.contains { $0.replicas > 1 } ? " and replicas" : "" }

    /// `training return (reward), higher is better`.
    var mainMeasureWords: String? {
        mainMeasure.map { "\(Self.words($0))\(unit(of: $0)), \(direction(of: $0).rawValue)" }
    }

    /// Whether the last rounds are all there are.
    var isTailWhole: Bool { cells.allSatisfy { $0.lastRound <= options.tail } }

    /// The rounds that final means are over: `last 100 rounds`, or `all rounds`.
    var tailWords: String {
        isTailWhole ? "all rounds" : options.tail == 1 ? "last round" : "last \(options.tail) rounds"
    }

    /// The same within a sentence: `the last 100 rounds`, or `all rounds`.
    var tailSpan: String { isTailWhole ? tailWords : "the \(tailWords)" }

    /// Whether any cell has rows that no checkpoint vouches for.
    var hasUnverifiedRows: Bool { cells.contains { $0.unverifiedFrom != nil } }

    /// Shown in headings: `training_return` → `training return`.
    static func words(_ measure: String) -> String { MeasureWords.of(measure) }
}
