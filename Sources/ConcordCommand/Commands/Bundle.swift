import Archive
import Diagnostics
import Experiment
import Report

/// Packs finished cells, and what a rerun of them showed, for someone who wants to check them.
struct Bundle: Command {
    static let table = CommandTable(
        "bundle", "Verify cells and pack specs, plans, records and the certificate into one tar for a reviewer.",
        details: """
            Every cell is rerun first; where one does not match, or is of another plan than the spec's, nothing is written and \
            the exit code is 3. Nor is anything where one cannot be read, is not finished, or was never run though the spec has \
            it, with exit code 1: a bundle lacks none of the cells it was asked for. All are rerun and \
            named even so; --arm and --seed choose those that are right. The same cells and program give the same bytes. The \
            newest checkpoint of each cell goes in, unless others are asked for. The README.txt in it has the command lines \
            that build the program and check the cells.
            """,
        examples: ["bundle checkpoints/study -o study.tar", "bundle study.yaml --checkpoints"],
        operands: [.init("SPEC|DIR", .file, "A spec whose cells have run, or a directory with runs.")],
        options: [
            .value(
                "output", letter: "o", "FILE", .output,
                "The archive to write; unless told, STUDY.tar in this directory."),
            .replace,
        ] + RunSelection.options + [
            .flag("checkpoints", "Pack all checkpoints that are kept, not the newest alone."),
            .flag("records-only", "Pack no checkpoints."),
            .value("jobs", letter: "j", "N", .integer(1...1024), "Threads; all processors unless told."),
        ],
        exclusions: [.init("checkpoints", "records-only")])

    private let selection: RunSelection
    private let output: String?
    private let place: Output
    private let checkpoints: ReviewerBundle.Checkpoints
    private let jobs: Int

    init(_ arguments: ParsedArguments) throws(UsageError) {
        selection = try RunSelection(arguments, operand: "SPEC|DIR", table: Self.table)
        output = arguments.value("output")
        place = Output(arguments)
        checkpoints = arguments.flag("checkpoints") ? .all : arguments.flag("records-only") ? .none : .newest
        jobs = arguments.integer("jobs") ?? Processors.count
    }

    func run(_ console: Console) throws -> ExitCode {
        let found = try selection.runs(console, once: true)
        let studies = found.studies
        let output = try place.file(
            output ?? "\(Output.name(of: studies, below: [selection.subject])).tar", besides: [selection.subject],
            own: ReviewerBundle.isBundle, of: studies, saying: ReviewerBundle.studies(of:))
        try nameUnfinished(found, console)
        let runs = found.entries
        let (report, certificate) = try VerifySession(
            entries: runs, strangers: found.strangers, inputs: selection.inputs, rounds: nil, jobs: jobs,
            isCertified: true
        ).run(console)
        guard report.exitCode == .done, !console.hasLeftOut, let certificate else {
            console.say(report.text)
            console.complain(
                "\(output.path) was not written: a bundle has every cell that was asked for, and all match")
            return report.exitCode == .done ? .failed : report.exitCode
        }
        var bundle = ReviewerBundle(checkpoints: checkpoints, speaking: console.program.named)
        for (run, plan) in zip(runs, report.plans) { try bundle.add(run.directory, plan, inputs: selection.inputs) }
        let archive = try bundle.archive(certificate, by: ProgramFacts())
        let bytes = archive.bytes
        try output.write(bytes)
        console.confirm(output, "\(archive.names.count) files, \(bytes.count) bytes")
        return .done
    }

    /// Names the cells that are not at their end: by the spec's plan, where one was named.
    private func nameUnfinished(_ found: RunSelection.Found, _ console: Console) throws {
        for cell in found.missing {
            console.leaveOut(CommandFailure("\(cell.identifier) was never run"), "a bundle has every cell of the spec")
        }
        for run in found.entries {
            guard let audit = try console.leavingOut({ try RecordAudit(run.directory) }).flatMap(\.self) else {
                continue
            }
            let plan = run.cell.flatMap { found.study?.plan(of: $0).canonical } ?? audit.stored.plan
            guard !audit.isEnd(of: plan) else { continue }
            let rounds = plan["rounds"]?.asInteger ?? 0
            let reason =
                audit.checkpoint.map { "its newest checkpoint is of round \($0) of \(rounds)" }
                ?? "it has no checkpoint"
            let words = "\(run.arm) seed \(run.seed) is not finished: \(reason)"
            console.leaveOut(CommandFailure(words), "a bundle has finished cells alone")
        }
    }
}
