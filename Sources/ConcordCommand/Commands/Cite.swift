import Archive
import Config
import Determinism
import Diagnostics
import Experiment
import Report

/// Says how to cite runs.
struct Cite: Command {
    static let table = CommandTable(
        "cite", "Print how to cite runs: BibTeX, fingerprints, and what a rerun of them shows.",
        details: """
            The entries name the experiments and the sources of their methods, learners and environments, with what \
            Concord's knowledge of each rests on; the first is Concord's own. The comments below them list every cell with the \
            fingerprint of its plan and of its newest checkpoint. With --verify every cell is rerun first; the exit code is 3 \
            where one differs or a record is damaged, 1 where a run or its newest checkpoint cannot be read, or where a cell's \
            directory holds another run than that of the spec or of its place: it is named, and the others are cited.

            In place of runs a kind of the language can be named, such as a method, or `all`, for everything that has a \
            source: a directory that is called like one is named as ./fedhpd. Options that are about runs are refused then.
            """,
        examples: ["cite checkpoints/study", "cite study.yaml --verify", "cite fedhpd", "cite all"],
        operands: [
            .init(
                "SPEC|DIR|KIND", .file, "A spec whose cells have run, a directory with runs, or a kind such as fedhpd.")
        ],
        options: RunSelection.options + [
            .flag("verify", "Rerun every cell, and tell whether it matches."),
            .value("jobs", letter: "j", "N", .integer(1...1024), "Threads; all processors unless told."), .json,
        ],
        needs: [.init("jobs", ["verify"]), .init("inputs", ["verify"])])

    private let selection: RunSelection
    private let verifies: Bool
    private let jobs: Int
    private let isJSON: Bool
    /// The options that were given and say something of runs.
    private let ofRuns: [String]

    init(_ arguments: ParsedArguments) throws(UsageError) {
        selection = try RunSelection(arguments, operand: "SPEC|DIR|KIND", table: Self.table)
        ofRuns = arguments.given(Self.table.ownOptions)
        verifies = arguments.flag("verify")
        jobs = arguments.integer("jobs") ?? Processors.count
        isJSON = arguments.flag("json")
    }

    func run(_ console: Console) throws -> ExitCode {
        if let found = try references(console) {
            console.print(isJSON ? found.data.prettyJSON + "\n" : found.bibTeX)
            return .done
        }
        var citation = Citation(in: console.program.language)
        let found = try selection.runs(console, once: true)
        for stranger in found.strangers { console.leaveOut(stranger) }
        let runs = try found.entries.filter { run in
            try console.leavingOut { try citation.add(run.directory) } != nil
        }
        guard !runs.isEmpty else { throw CommandFailure("there is no run in \(selection.subject) to cite") }
        let isWhole = !citation.hasDamage && !citation.lacksCheckpoint
        citation.unvouched.forEach { console.warn("warning", $0) }
        for remark in citation.remarks {
            // What went wrong is said also where nobody wants talk.
            if isWhole { console.note(remark) } else { console.warn("warning", remark) }
        }
        var code: ExitCode = citation.hasDamage ? .difference : citation.lacksCheckpoint ? .failed : .done
        if verifies {
            let session = VerifySession(
                entries: runs, strangers: [], inputs: selection.inputs, rounds: nil, jobs: jobs, isCertified: false)
            let (report, _) = try session.run(console)
            guard !report.wasStopped else { return .interrupted }
            citation.verdicts = report.words
            if report.exitCode != .done { code = report.exitCode }
        }
        console.print(
            isJSON
                ? citation.json.prettyJSON + "\n" : citation.text(version: Program.library, year: Program.libraryYear))
        return console.hasLeftOut && code == .done ? .failed : code
    }

    /// What kinds of the language rest on, where the word names some; of `all`, and of `concord`, Concord itself too.
    ///
    /// A file or directory of that name is named by a path: `./fedhpd`.
    ///
    /// - Throws: `UsageError` where options were given that say something of runs.
    private func references(_ console: Console) throws -> (bibTeX: String, data: CanonicalValue)? {
        let word = selection.subject
        guard !word.contains("/") else { return nil }
        let vocabulary = Vocabulary(console.program.language.spec)
        let found =
            word == "all"
            ? vocabulary.choices.flatMap { choices in choices.components.map { (choices.noun, $0) } }
            : vocabulary.components(named: word)
        let isThere = try LocalFileSystem().length(word) != nil
        guard !found.isEmpty || word == "concord" else {
            guard !isThere, !CheckpointPath.isSpec(word) else { return nil }
            let known = vocabulary.choices.flatMap { $0.components.map(\.kind) } + ["all", "concord"]
            let stored = "checkpoints/\(word)"
            let hint =
                CheckpointPath.isDirectory(stored)
                ? "; the runs of a store are named as \(VisibleText.line(stored))" : suggestion(for: word, among: known)
            throw UsageError(
                "'\(VisibleText.line(word))' is no file, no directory and no kind\(hint)", table: Self.table)
        }
        let elsewhere = "what is called '\(word)' in this directory is ./\(word)"
        if let option = ofRuns.first {
            throw UsageError(
                "\(option) is about runs, and '\(word)' is a word of the language" + (isThere ? "; \(elsewhere)" : ""),
                table: Self.table)
        }
        if isThere { console.note("'\(word)' is taken for the word of the language; \(elsewhere)") }
        var references = ReferenceList()
        for (noun, component) in found { references.add(component, noun: noun) }
        let own = Citation.concord(version: Program.library, year: Program.libraryYear)
        let data = CanonicalValue.object(sorting: [
            ("works", references.value), ("publications", references.publications),
        ])
        return ((word == "all" || word == "concord" ? own : "") + references.bibTeX, data)
    }
}
