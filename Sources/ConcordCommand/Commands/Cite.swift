import Config
import Experiment
import Report

/// Says how to cite runs.
struct Cite: Command {
    static let table = CommandTable(
        "cite", "Print how to cite runs: BibTeX, fingerprints, and what a rerun of them shows.",
        details: """
            The entries name the experiments and the sources of their methods, learners and environments, with what \
            Concord's knowledge of each rests on. The comments below them list every cell with the fingerprint of its plan \
            and of its newest checkpoint. With --verify every cell is rerun first; the exit code is 3 where one differs, or a \
            record is not what its checkpoints say.
            """,
        examples: ["cite checkpoints/study", "cite study.yaml --verify"],
        operands: [.init("SPEC|DIR", .file, "A spec whose cells have run, or a directory with runs.")],
        options: RunSelection.options + [
            .flag("verify", "Rerun every cell, and tell whether it matches."),
            .value("jobs", letter: "j", "N", .integer(1...1024), "Threads; all processors unless told."), .json,
        ])

    private let selection: RunSelection
    private let verifies: Bool
    private let jobs: Int
    private let isJSON: Bool

    init(_ arguments: ParsedArguments) {
        selection = RunSelection(arguments, operand: "SPEC|DIR")
        verifies = arguments.flag("verify")
        jobs = arguments.integer("jobs") ?? Processors.count
        isJSON = arguments.flag("json")
    }

    func run(_ console: Console) throws -> ExitCode {
        let runs = try selection.runs(console)
        var citation = Citation(in: console.program.language)
        for run in runs { try citation.add(run.directory) }
        for remark in citation.remarks { console.note(remark) }
        var code: ExitCode = citation.hasDamage ? .difference : .done
        if verifies {
            let session = VerifySession(
                entries: runs, inputs: selection.inputs, rounds: nil, jobs: jobs, isCertified: false)
            let (report, _) = try session.run(console)
            guard !report.wasStopped else { return .interrupted }
            citation.verdicts = report.words
            if report.exitCode != .done { code = report.exitCode }
        }
        console.print(isJSON ? citation.json.prettyJSON + "\n" : citation.text(version: Program.library))
        return code
    }
}
