internal import Determinism
internal import Experiment

/// The report of one experiment: its tables and figures, made from what its cells recorded.
public struct StudyReport: Sendable {
    /// The experiment's name.
    public var experiment: String { experiments.joined(separator: " and ") }
    /// The experiments' names, one by one.
    let experiments: [String]
    /// What the experiments ask.
    public let questions: [String]
    /// What is compared, in which worlds, by whom, how long and how often.
    public let setup: Table
    /// What came out by the first measure, in sentences: an arm each, or of many arms how many are better.
    public let findings: [String]
    /// One row per arm: final means, rounds to the goals, bytes.
    public let summary: Table
    /// How to read rounds in the summary that were not reached; nil where all were.
    public let legend: String?
    /// Gains over the baseline, paired by seed; without rows where there is one arm.
    public let gains: Table
    /// Each agent's final mean, by arm.
    public let agents: Table
    /// Expected numbers, published ones or those of an earlier run, beside ours; nil where none are known.
    public let published: Table?
    /// Our final means of every arm and measure, for other reports.
    public let means: Table
    /// Bytes by direction; without rows where none were recorded.
    public let wire: Table
    /// The cells, their progress and fingerprints.
    public let provenance: Table
    /// Mean curves, one figure per measure.
    public let figures: [Figure]
    /// Shares of runs above a level, by level; nil where there is too little for it.
    public let profile: Figure?
    /// One small panel per agent.
    public let agentPanels: PanelGrid?
    /// What a reader must know before trusting the numbers: cells that are not finished, few seeds.
    public let remarks: [String]
    /// Where the cells lie, as on a command line.
    let places: [String]
    /// Whether a plan names files that a rerun reads.
    let namesFiles: Bool

    /// What one types to have every cell rerun and compared, a line for every place; nothing where nobody knows where they are.
    public var verification: [String] {
        // A path that begins like an option is none.
        places.map { "concord verify " + ShellWord.path($0) }
    }

    /// SHA-256 of the cells' fingerprints, one a line, sorted: as `concord cite` has it of one experiment.
    public var fingerprint: String {
        let place = provenance.columns.firstIndex { $0.keys == ["fingerprint"] } ?? 0
        let lines = provenance.rows.map { $0[place].display + "\n" }.sorted().joined()
        return Fingerprint(of: Array(lines.utf8)).hexadecimal
    }

    /// Every curve of the figures, point by point, for other programs to draw.
    public var curves: Table {
        var table = Table(
            "Curves",
            columns: [
                .text("measure", key: "measure"), .text("arm", key: "arm"), .numbers("x", keys: "x"),
                .numbers("mean", keys: "mean"), .numbers("low", keys: "low"), .numbers("high", keys: "high"),
            ])
        for figure in figures + [profile].compactMap(\.self) {
            for curve in figure.curves {
                for (index, place) in curve.x.enumerated() {
                    let band = index < curve.band.count ? curve.band[index] : nil
                    table.append([
                        .text(figure.title), .text(curve.name), .figure(place), .figure(curve.y[index]),
                        .figure(band?.lowerBound ?? .nan), .figure(band?.upperBound ?? .nan),
                    ])
                }
            }
        }
        return table
    }

    /// Computes the report of cells, of one experiment or of several to be compared.
    ///
    /// - Parameter reading: reads a cell that has let its rows go once more; of the arms with such cells one is held at a time.
    /// - Precondition: there is at least one cell, and the baseline named, if any, is one of the arms.
    public init(
        cells: [CellRecord], published results: PublishedResults? = nil, options: ReportOptions = ReportOptions(),
        reading: (CellRecord) throws -> CellRecord
    ) rethrows {
        let (unread, notes) = Self.analysis(cells, options)
        var analysis = unread
        try analysis.readRows(beside: results, reading)
        experiments = Self.experiments(cells)
        let overview = Overview(analysis.arms, measure: analysis.mainMeasureWords)
        (questions, setup, places) = (overview.questions, overview.facts, options.places)
        namesFiles = cells.contains(where: \.namesFiles)
        let comparisons = analysis.comparisons()
        findings = analysis.findings(comparisons)
        summary = analysis.summary
        legend = analysis.crossingLegend
        gains = analysis.gains(comparisons)
        agents = analysis.agentTable
        published = results.map { analysis.comparison(with: $0) }
        means = analysis.means
        wire = analysis.wire
        provenance = analysis.provenance
        figures = analysis.figures(with: results)
        profile = analysis.profile
        agentPanels = analysis.agentPanels
        remarks =
            options.omissions + notes.plans + analysis.remarks(comparisons) + (notes.choice.map { [$0] } ?? [])
            + (results.map(analysis.unmatched) ?? [])
    }

    /// Computes the report of cells that have their rows.
    ///
    /// - Precondition: there is at least one cell, and the baseline named, if any, is one of the arms.
    public init(
        cells: [CellRecord], published results: PublishedResults? = nil, options: ReportOptions = ReportOptions()
    ) {
        precondition(!cells.contains(where: \.isShed), "cells without their rows can be read once more")
        self.init(cells: cells, published: results, options: options) { $0 }
    }

    /// What came out of cells, in two sentences at most; none where nothing can be compared.
    public static func headline(of cells: [CellRecord], options: ReportOptions = ReportOptions()) -> [String] {
        let analysis = analysis(cells, options).analysis
        return analysis.headline(analysis.comparisons())
    }

    /// The measures of which a report of these cells shows every agent.
    public static func measuresByAgent(of cells: [CellRecord], options: ReportOptions = ReportOptions()) -> Set<String>
    {
        let analysis = analysis(cells, options).analysis
        return Set([analysis.mainMeasure, analysis.compared.first].compactMap(\.self))
    }

    /// The cells by arms, unlike plans apart, and what has to be said of that and of the baseline.
    private static func analysis(
        _ cells: [CellRecord], _ options: ReportOptions
    ) -> (analysis: Analysis, notes: (plans: [String], choice: String?)) {
        precondition(!cells.isEmpty, "a report needs at least one cell")
        let groups = PlanGroups(naming(cells))
        precondition(
            options.baseline.map { Baseline($0, among: distinct(groups.cells.lazy.map(\.arm))) != nil } ?? true,
            "the baseline is one of the arms")
        let (baseline, choice) = baseline(groups.cells, options.baseline)
        let arms = Arm.group(groups.cells, baselines: baseline?.arms ?? [])
        return (Analysis(arms: arms, baseline: baseline, options: options), (groups.remarks, choice))
    }

    /// The names of all arms as the report calls them, baselines among them.
    public static func armNames(of cells: [CellRecord]) -> [String] {
        distinct(PlanGroups(naming(cells)).cells.lazy.map(\.arm))
    }

    /// The arms without their sweep values, as the spec calls them.
    public static func stems(of cells: [CellRecord]) -> [String] {
        distinct(armNames(of: cells).lazy.map { ArmName($0).stem })
    }

    /// Whether gains can be measured against an arm of this name, with or without sweep values.
    public static func hasBaseline(_ name: String, in cells: [CellRecord]) -> Bool {
        Baseline(name, among: armNames(of: cells)) != nil
    }

    /// What is compared with: as told, else the arm whose plan has no exchanges; with a sentence where none is chosen.
    private static func baseline(_ cells: [CellRecord], _ told: String?) -> (baseline: Baseline?, remark: String?) {
        let names = distinct(cells.lazy.map(\.arm))
        if let told { return (Baseline(told, among: names), nil) }
        let exchanging = Set(cells.lazy.filter { !$0.isWithoutExchanges }.map(\.arm))
        let alone = names.filter { !exchanging.contains($0) }
        return Baseline.chosen(among: names, alone: alone)
    }

    /// Arms of several experiments keep their names where these are unique, and else get the experiment's in front.
    private static func naming(_ cells: [CellRecord]) -> [CellRecord] {
        var owners: [String: Set<String>] = [:]
        for cell in cells { owners[cell.arm, default: []].insert(cell.experiment) }
        return cells.map { cell in
            guard owners[cell.arm].map({ $0.count > 1 }) ?? false else { return cell }
            var named = cell
            named.arm = "\(cell.experiment)/\(cell.arm)"
            return named
        }
    }

    private static func experiments(_ cells: [CellRecord]) -> [String] {
        distinct(cells.lazy.map(\.experiment))
    }
}
