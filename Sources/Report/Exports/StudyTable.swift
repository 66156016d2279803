public import Archive
public import Experiment

/// What many cells recorded as one tidy table: a row per cell, round, measure and agent.
///
/// Columns are `experiment`, `arm`, `seed`, `agent`, `round`, `measure`, `value`, and where arms have levels of a sweep,
/// `arm_without_sweep` and `sweep.FACTOR` for every factor, in the order in which arms name them.
public struct StudyTable: Sendable {
    private let factors: [String]
    private let table: Table

    /// A table of cells of these arms.
    public init(arms: [String]) {
        factors = distinct(arms.lazy.flatMap { ArmName($0).levels.map(ArmName.factor) })
        var columns: [Table.Column] = [
            .text("experiment", key: "experiment"), .text("arm", key: "arm"), .numbers("seed", keys: "seed"),
            .text("agent", key: "agent"), .numbers("round", keys: "round"), .text("measure", key: "measure"),
            .numbers("value", keys: "value"),
        ]
        if !factors.isEmpty { columns.append(.text("arm without sweep", key: "arm_without_sweep")) }
        columns += factors.map { .text($0, key: "sweep.\($0)") }
        table = Table("Study", columns: columns)
    }

    /// Writes the first line.
    public func writeHeader(to sink: OutputFile.Sink) throws(ArchiveError) { try sink(Array(table.csvHeader.utf8)) }

    /// Writes the rows of a cell, in the order of its record.
    public func write(_ record: RecordExport, of cell: StudyCellName, to sink: OutputFile.Sink) throws(ArchiveError) {
        let name = ArmName(cell.arm)
        var levels: [Table.Cell] = []
        if !factors.isEmpty {
            let own = Dictionary(
                name.levels.map { (ArmName.factor($0), String($0.dropFirst(ArmName.factor($0).count + 1))) },
                uniquingKeysWith: { first, _ in first })
            levels = [.text(name.stem)] + factors.map { own[$0].map(Table.Cell.text) ?? .blank }
        }
        var parts = Parts()
        try record.visit { scalar throws(ArchiveError) in
            let row: [Table.Cell] = [
                .text(cell.experiment), .text(cell.arm), .label(cell.seed), .text(scalar.agent), .label(scalar.round),
                .text(scalar.measure), scalar.cell,
            ]
            try parts.append(table.csvLine(row + levels).utf8, to: sink)
        }
        try parts.flush(to: sink)
    }
}

/// What a cell is called: its experiment, its arm with the levels of a sweep, its seed.
public struct StudyCellName: Sendable, Hashable {
    /// The experiment.
    public let experiment: String
    /// The arm, with its levels of the sweep.
    public let arm: String
    /// The seed.
    public let seed: Int

    /// What a stored plan's cell is called.
    public init(_ stored: StoredPlan) {
        experiment = stored.plan["name"]?.asText ?? ""
        arm = stored.plan["arm"]?.asText ?? ""
        seed = stored.plan["seeds"]?.elements.first?.asInteger ?? 0
    }
}
