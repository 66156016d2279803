import Archive
import Config
import Determinism
import Experiment
import Glibc
import Report

/// Shows how far cells have come.
struct Status: Command {
    static let table = CommandTable(
        "status", "Show the progress of cells from their directories, without locks, also while they run.",
        details: """
            Every record is held against the fingerprint that its newest checkpoint has of it. Rows after that are said to be \
            unverified; where a record is damaged, the exit code is 3, and 'concord run' restores it. Where the newest \
            checkpoint is damaged, an older one serves, and that is said. A cell that cannot be read, or lies in another cell's \
            place, is named and left out, with exit code 1.
            """,
        examples: ["status study.yaml", "status checkpoints/study --watch", "status checkpoints/study --json"],
        operands: [.init("SPEC|DIR", .spec, "A spec, or a directory with runs somewhere below it.")],
        options: [
            .value("store", "DIR", .directory, "Where a spec's cells live; checkpoints unless told."),
            .flag("watch", letter: "w", "Show it again every two seconds, until all is done."), .json,
        ],
        exclusions: [.init("watch", "json")])

    private let subject: String
    private let store: String
    private let isJSON: Bool
    private let watches: Bool

    init(_ arguments: ParsedArguments) throws(UsageError) {
        subject = arguments.required("SPEC|DIR")
        try RunSelection.refuseStore(arguments, of: subject, table: Self.table)
        store = arguments.value("store") ?? "checkpoints"
        isJSON = arguments.flag("json")
        watches = arguments.flag("watch")
        if watches, subject == "-" { throw UsageError("--watch reads a spec again, which - cannot", table: Self.table) }
    }

    func run(_ console: Console) throws -> ExitCode {
        var isDone = false
        var code = try show(console, &isDone)
        while watches, !isDone, !console.isClosed {
            console.flush()
            Glibc.sleep(2)
            console.beginPage()
            code = try show(console, &isDone)
        }
        return code
    }

    /// Prints how far all cells are.
    ///
    /// - Parameter isDone: whether nothing is left to do.
    private func show(_ console: Console, _ isDone: inout Bool) throws -> ExitCode {
        var lines: [Line] = []
        // What is shown of a cell is taken down at once: plans and rows of thousands are not held together.
        func add(_ directory: RunDirectory, among places: RunPlaces = RunPlaces(), wanted: CellPlan?) throws {
            try console.leavingOut { () throws -> Void in
                let status = try RunStatus(directory)
                if let stored = status.plan { try places.confirm(directory, of: stored.plan) }
                lines.append(Line(status, wanted: wanted))
            }
        }
        if CheckpointPath.isSpec(subject) {
            let study = try compile(subject, console)
            for cell in study.cells {
                let plan = study.plan(of: cell)
                try add(
                    RunDirectory(
                        store: store, experiment: plan.experiment, arm: plan.arm, seed: plan.seed,
                        in: console.program.language), wanted: plan)
            }
        } else {
            let directories = try CheckpointPath.runs(
                below: subject, endings: ".yaml or .yml", in: console.program.language, console)
            let places = RunPlaces(directories)
            for directory in directories { try add(directory, among: places, wanted: nil) }
        }
        guard !lines.isEmpty else { throw CommandFailure("there are no runs below \(subject)") }
        isDone = lines.allSatisfy(\.isDone)
        let table = table(of: lines)
        if isJSON { console.print(table.json.prettyJSON + "\n") } else { console.print(table) }
        for remark in lines.flatMap(\.remarks) { console.note(remark) }
        return lines.contains(where: \.isDamaged) ? .difference : console.hasLeftOut ? .failed : .done
    }

    private func table(of lines: [Line]) -> Table {
        // People are told where there is something to tell; programs find the key in any case.
        let showsRecord = isJSON || lines.contains { !["verified", nil].contains($0.record) }
        let showsDivergence = isJSON || lines.contains { $0.divergence != nil }
        var table = Table(
            "Progress",
            columns: [
                .text("experiment", key: "experiment"), .text("arm", key: "arm"), .numbers("seed", keys: "seed"),
                .text("state", key: "state"), .numbers("round", keys: "round"), .numbers("of", keys: "rounds"),
                .numbers("return", keys: Measures.threshold.of), .numbers("checkpoints", keys: "checkpoints"),
                .numbers("size", keys: "bytes"),
            ] + (showsRecord ? [.text("record", key: "record")] : [])
                + (isJSON ? [.numbers("unverified from", keys: "unverified_from")] : [])
                + (showsDivergence ? [.text("diverged", key: "diverged")] : []))
        for line in lines {
            table.append(
                line.cells + (showsRecord ? [line.record.map { .text($0) } ?? .blank] : [])
                    + (isJSON ? [line.unverifiedFrom.map(Table.Cell.count) ?? .blank] : [])
                    + (showsDivergence ? [line.divergence.map { .text($0) } ?? .blank] : []))
        }
        return table
    }
}

/// What is shown of one cell.
private struct Line {
    /// The columns that every table has.
    let cells: [Table.Cell]
    /// What the record is worth, in words; nil where no run ever started.
    let record: String?
    let unverifiedFrom: Int?
    let divergence: String?
    let remarks: [String]
    let isDamaged: Bool
    let isDone: Bool

    init(_ status: RunStatus, wanted: CellPlan?) {
        let plan = wanted?.canonical ?? status.plan?.plan
        let round = status.lastRow?["round"]?.asInteger ?? status.checkpointRound
        let latest = meanOfMeasured((status.lastRow?[Measures.threshold.of]?.elements ?? []).map(\.asMeasured))
        let state = status.state(of: wanted)
        cells = [
            .text(plan?["name"]?.asText ?? ""), .text(plan?["arm"]?.asText ?? ""),
            plan?["seeds"]?.elements.first?.asInteger.map(Table.Cell.label) ?? .blank,
            .text(state.rawValue), round.map(Table.Cell.count) ?? .blank,
            plan?["rounds"]?.asInteger.map(Table.Cell.count) ?? .blank,
            latest.map { $0.isFinite ? .number($0, decimals: 1) : .notFinite } ?? .blank,
            .count(status.checkpoints.count), .bytes(Double(status.checkpoints.bytes)),
        ]
        isDone = state == .done
        record = status.record?.words
        unverifiedFrom = status.record?.unverifiedFrom
        divergence = status.divergence?.words
        isDamaged = status.record?.damage != nil
        remarks = (status.record?.remarks ?? []) + (status.record?.damage.map { ["\($0)"] } ?? [])
    }
}
