/// The report of one experiment: its tables and figures, made from what its cells recorded.
public struct StudyReport: Sendable {
    /// What to compare and how.
    public struct Options: Sendable {
        /// The arm gains are measured against; the first arm in natural order unless told.
        public var baseline: String?
        /// The horizontal axis.
        public var clock: Clock = .rounds
        /// How many rounds the trailing averages of the curves span.
        public var window: Int = 50
        /// How many rounds at the end the final means cover.
        public var tail: Int = 100
        /// Intervals of means.
        public var bootstrap = Bootstrap()

        /// The usual choices.
        public init() {}
    }

    /// The experiment's name.
    public let experiment: String
    /// One row per arm: final means, rounds to the goals, bytes.
    public let summary: Table
    /// Gains over the baseline, paired by seed; without rows where there is one arm.
    public let gains: Table
    /// Each agent's final mean, by arm.
    public let agents: Table
    /// Published numbers beside ours; nil where none are known.
    public let published: Table?
    /// The cells, their progress and fingerprints.
    public let provenance: Table
    /// Mean curves, one figure per measure.
    public let figures: [Figure]
    /// One small panel per agent.
    public let agentPanels: PanelGrid?
    /// What a reader must know before trusting the numbers: cells that are not finished, few seeds.
    public let remarks: [String]

    /// Computes the report of cells that belong to one experiment.
    ///
    /// - Precondition: there is at least one cell, and the baseline named, if any, is one of the arms.
    public init(cells: [CellRecord], published results: PublishedResults? = nil, options: Options = Options()) {
        precondition(!cells.isEmpty, "a report needs at least one cell")
        precondition(
            options.baseline.map { name in cells.contains { $0.arm == name } } ?? true,
            "the baseline is one of the arms")
        let arms = Arm.group(cells, baseline: options.baseline)
        let analysis = Analysis(arms: arms, options: options)
        experiment = cells[0].experiment
        summary = analysis.summary
        gains = analysis.gains
        agents = analysis.agentTable
        published = results.map { analysis.comparison(with: $0) }
        provenance = analysis.provenance
        figures = analysis.figures(with: results)
        agentPanels = analysis.agentPanels
        remarks = analysis.remarks
    }
}
