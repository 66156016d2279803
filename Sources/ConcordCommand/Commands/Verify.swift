import Archive
import Config
import Determinism
import Experiment
import Report

/// Reruns cells from the plans they hold and compares.
struct Verify: Command {
    static let table = CommandTable(
        "verify", "Rerun cells from the plans in their directories and compare to the bit. Writes nothing.",
        details: """
            Says MATCH and what it covers, or the first round, agent, tensor and element that differ. Compared are the rows \
            of metrics.jsonl with their traces and the kept checkpoints. Where a spec is named, a cell whose directory holds \
            another plan than the spec's is no match: it is named, and not rerun. Exit code 0 means that all match, 3 that \
            something differs, 1 that there was nothing to compare or a run could not be read: it is named, and the others are \
            verified. It proves that this program, here, does the same \
            again; not that a claim is true.
            """,
        examples: [
            "verify checkpoints/study", "verify study.yaml --arm d5 --seed 20 --certificate certificate.json",
            "verify checkpoints/study --attestation mine.intoto.json",
        ],
        operands: [.init("SPEC|DIR|CHECKPOINT", .file, "What to verify.")],
        options: RunSelection.options + [
            .value("rounds", "A..B", .text, "Compare only these rounds; the ones before are rerun all the same."),
            .value("jobs", letter: "j", "N", .integer(1...1024), "Threads; all processors unless told."),
            .value(
                "certificate", "FILE", .output,
                "Write what was rerun, what matched, on what, and what is not claimed, as JSON."),
            .value(
                "attestation", "FILE", .output,
                "Write the same as an in-toto Statement about the files that match, for 'concord attest'."),
            .replace, .json,
        ],
        needs: [.init("replace", ["certificate", "attestation"])])

    private let selection: RunSelection
    private let rounds: ClosedRange<Int>?
    private let jobs: Int
    private let certificate: String?
    private let attestation: String?
    private let isJSON: Bool
    private let place: Output

    init(_ arguments: ParsedArguments) throws(UsageError) {
        selection = try RunSelection(arguments, operand: "SPEC|DIR|CHECKPOINT", table: Self.table)
        certificate = arguments.value("certificate")
        attestation = arguments.value("attestation")
        jobs = arguments.integer("jobs") ?? Processors.count
        isJSON = arguments.flag("json")
        place = Output(arguments)
        guard let text = arguments.value("rounds") else {
            rounds = nil
            return
        }
        let ends = text.split(separator: ".", omittingEmptySubsequences: true).compactMap { Int($0) }
        guard text.contains(".."), ends.count == 2, ends[0] >= 1, ends[0] <= ends[1] else {
            throw UsageError("--rounds: '\(text)' is not A..B with 1 ≤ A ≤ B, such as 1..500", table: Self.table)
        }
        rounds = ends[0]...ends[1]
    }

    private static func isCertificate(_ bytes: [UInt8]) -> Bool {
        Output.isJSON(bytes, with: "certificate", Certificate.kind)
    }

    /// Refuses two documents in one place.
    private func refuseMixed(_ file: OutputFile?, _ statement: OutputFile?) throws(UsageError) {
        if let file, let statement, file.isSame(as: statement) {
            throw UsageError(
                "--certificate and --attestation are two documents, and \(statement.path) is one place",
                table: Self.table)
        }
        for (option, output) in [("certificate", file), ("attestation", statement)]
        where isJSON && output?.isStandardOutput == true {
            throw UsageError(
                "--json and --\(option) are two documents, and standard output is one place", table: Self.table)
        }
    }

    func run(_ console: Console) throws -> ExitCode {
        let found = try selection.runs(console)
        let studies = found.studies
        let file = try certificate.map { path throws(ArchiveError) in
            try place.file(
                path, besides: [selection.subject], own: Self.isCertificate, of: studies,
                saying: { Output.json($0).map(Certificate.studies(of:)) ?? [] })
        }
        let statement = try attestation.map { path throws(ArchiveError) in
            try place.file(
                path, besides: [selection.subject],
                own: { Output.isJSON($0, with: "predicateType", Attestation.predicateType) }, of: studies,
                saying: { Output.json($0).map(Attestation.studies(of:)) ?? [] })
        }
        try refuseMixed(file, statement)
        let session = VerifySession(
            entries: found.entries, strangers: found.strangers, inputs: selection.inputs, rounds: rounds, jobs: jobs,
            isCertified: file != nil || statement != nil)
        let (report, certificate) = try session.run(console)
        if let certificate, !report.wasStopped {
            let facts = try ProgramFacts()
            try file?.write(Array(certificate.text(by: facts).utf8))
            try statement?.write(Array(Attestation(certificate.value(by: facts)).text.utf8))
        }
        if isJSON {
            console.print(report.json.prettyJSON + "\n")
        } else if [file, statement].contains(where: { $0?.isStandardOutput == true }) {
            // Where a document is what is printed, the report is talk.
            console.say(report.text)
        } else {
            console.print(page: report.text)
        }
        return console.hasLeftOut && report.exitCode == .done ? .failed : report.exitCode
    }
}
