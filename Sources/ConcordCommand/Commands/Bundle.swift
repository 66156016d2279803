import Archive
import Diagnostics
import Experiment
import Report

/// Packs finished cells, and what a rerun of them showed, for someone who wants to check them.
struct Bundle: Command {
    static let table = CommandTable(
        "bundle", "Verify cells and pack specs, plans, records and the certificate into one tar for a reviewer.",
        details: """
            Every cell is rerun first; where one does not match, nothing is written and the exit code is 3. The same cells \
            and program give the same bytes. The README.txt in it has the command lines that check it.
            """,
        examples: ["bundle checkpoints/study -o study.tar", "bundle study.yaml --checkpoints"],
        operands: [.init("SPEC|DIR", .file, "A spec whose cells have run, or a directory with runs.")],
        options: [
            .value("output", letter: "o", "FILE", .file, "The archive to write; bundle.tar unless told.")
        ] + RunSelection.options + [
            .flag("checkpoints", "Pack the kept checkpoints too."),
            .value("jobs", letter: "j", "N", .integer(1...1024), "Threads; all processors unless told."),
        ])

    private let selection: RunSelection
    private let output: String
    private let keepsCheckpoints: Bool
    private let jobs: Int

    init(_ arguments: ParsedArguments) {
        selection = RunSelection(arguments, operand: "SPEC|DIR")
        output = arguments.value("output") ?? "bundle.tar"
        keepsCheckpoints = arguments.flag("checkpoints")
        jobs = arguments.integer("jobs") ?? Processors.count
    }

    func run(_ console: Console) throws -> ExitCode {
        let output = try OutputFile(output, besides: [selection.subject])
        let runs = try selection.runs(console)
        let (report, certificate) = try VerifySession(
            entries: runs, inputs: selection.inputs, rounds: nil, jobs: jobs, isCertified: true
        ).run(console)
        guard report.exitCode == .done, !console.hasLeftOut, let certificate else {
            console.say(report.text + "\(VisibleText.line(output.path)) was not written\n")
            return report.exitCode == .done ? .failed : report.exitCode
        }
        var bundle = ReviewerBundle(keepsCheckpoints: keepsCheckpoints, speaking: console.program.named)
        for (run, plan) in zip(runs, report.plans) { try bundle.add(run.directory, plan, inputs: selection.inputs) }
        let archive = try bundle.archive(certificate, by: ProgramFacts())
        let bytes = archive.bytes
        try output.write(bytes)
        console.confirm(output, "\(archive.names.count) files, \(bytes.count) bytes")
        return .done
    }
}
