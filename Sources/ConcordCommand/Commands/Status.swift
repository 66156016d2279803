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
            unverified; where a record is damaged, the exit code is 3, and 'concord run' restores it.
            """,
        examples: ["status study.yaml", "status checkpoints/study --watch", "status checkpoints/study --json"],
        operands: [.init("SPEC|DIR", .spec, "A spec, or a directory with runs somewhere below it.")],
        options: [
            .value("store", "DIR", .directory, "Where a spec's cells live; checkpoints unless told."),
            .flag("watch", letter: "w", "Show it again every two seconds, until all is done."), .json,
        ])

    private let subject: String
    private let store: String
    private let isJSON: Bool
    private let watches: Bool

    init(_ arguments: ParsedArguments) throws(UsageError) {
        subject = arguments.required("SPEC|DIR")
        store = arguments.value("store") ?? "checkpoints"
        isJSON = arguments.flag("json")
        watches = arguments.flag("watch")
        if watches, subject == "-" { throw UsageError("--watch reads a spec again, which - cannot", table: Self.table) }
        if watches, isJSON { throw UsageError("--watch and --json exclude each other", table: Self.table) }
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
        var cells: [(status: RunStatus, wanted: CellPlan?)] = []
        if CheckpointPath.isSpec(subject) {
            let study = try compile(subject, console)
            for cell in study.cells {
                let plan = study.plan(of: cell)
                let directory = RunDirectory(
                    store: store, experiment: plan.experiment, arm: plan.arm, seed: plan.seed,
                    in: console.program.language)
                guard let status = try console.leavingOut({ try RunStatus(directory) }) else { continue }
                cells.append((status, plan))
            }
        } else {
            for directory in try CheckpointPath.runs(
                below: subject, endings: ".yaml or .yml", in: console.program.language, console)
            {
                guard let status = try console.leavingOut({ try RunStatus(directory) }) else { continue }
                cells.append((status, nil))
            }
        }
        guard !cells.isEmpty else { throw CommandFailure("there are no runs below \(subject)") }
        isDone = cells.allSatisfy { $0.status.state(of: $0.wanted) == .done }
        // People are told where there is something to tell; programs find the key in any case.
        let showsRecord = isJSON || cells.contains { !["verified", nil].contains($0.status.record?.words) }
        let showsDivergence = isJSON || cells.contains { $0.status.divergence != nil }
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
        for (status, wanted) in cells {
            table.append(
                row(status, wanted: wanted)
                    + (showsRecord ? [status.record.map { .text($0.words) } ?? .blank] : [])
                    + (isJSON ? [status.record?.unverifiedFrom.map(Table.Cell.count) ?? .blank] : [])
                    + (showsDivergence ? [status.divergence.map { .text($0.words) } ?? .blank] : []))
        }
        console.print(isJSON ? table.json.prettyJSON + "\n" : table.plainText)
        let audits = cells.compactMap(\.status.record)
        for audit in audits {
            for remark in audit.remarks + (audit.damage.map { ["\($0)"] } ?? []) { console.note(remark) }
        }
        return audits.contains { $0.damage != nil } ? .difference : .done
    }

    private func row(_ status: RunStatus, wanted: CellPlan?) -> [Table.Cell] {
        let plan = wanted?.canonical ?? status.plan?.plan
        let round = status.lastRow?["round"]?.asInteger ?? status.checkpointRound
        let rounds = plan?["rounds"]?.asInteger
        let latest = meanOfMeasured((status.lastRow?[Measures.threshold.of]?.elements ?? []).map(\.asMeasured))
        return [
            .text(plan?["name"]?.asText ?? ""), .text(plan?["arm"]?.asText ?? ""),
            plan?["seeds"]?.elements.first?.asInteger.map(Table.Cell.label) ?? .blank,
            .text(status.state(of: wanted).rawValue), round.map(Table.Cell.count) ?? .blank,
            rounds.map(Table.Cell.count) ?? .blank,
            latest.map { $0.isFinite ? .number($0, decimals: 1) : .notFinite } ?? .blank,
            .count(status.checkpoints.count), .bytes(Double(status.checkpoints.bytes)),
        ]
    }
}
