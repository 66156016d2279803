import Archive
import Determinism
import Diagnostics
import Report

/// Lays what several witnesses verified side by side.
struct Attest: Command {
    static let table = CommandTable(
        "attest", "Lay attestations of several machines side by side: what came out the same on unlike processors.",
        details: """
            'concord verify --attestation FILE' writes one on each machine: an in-toto Statement about the files that came out \
            the same, by SHA-256. A file is reproduced where two witnesses with unlike processors (architecture or instruction \
            set) vouch for the same bytes; the same statement twice is one witness. Exit code 0 means that all files are, 3 that \
            some are not or that two contradict each other. Statements are not signed; whoever passes one on signs it.
            """,
        examples: ["attest mine.intoto.json theirs.intoto.json", "attest *.intoto.json -o reproduced.intoto.json"],
        operands: [
            .init("STATEMENT", .file, "What 'verify --attestation' wrote; - for standard input.", repeats: true)
        ],
        options: [
            .value("output", letter: "o", "FILE", .output, "Write what is reproduced, and by whom, as one Statement."),
            .replace, .json,
        ],
        needs: [.init("replace", ["output"])])

    private let statements: [String]
    private let output: String?
    private let place: Output
    private let isJSON: Bool

    init(_ arguments: ParsedArguments) {
        statements = arguments.operands("STATEMENT")
        output = arguments.value("output")
        place = Output(arguments)
        isJSON = arguments.flag("json")
    }

    func run(_ console: Console) throws -> ExitCode {
        var joint = JointAttestation()
        for path in statements {
            let bytes =
                path == "-"
                ? try LocalFileSystem.standardInput(as: .results) : try LocalFileSystem().read(path, as: .results)
            let text = String(decoding: bytes, as: UTF8.self)
            do {
                let statement = try Attestation(reading: CanonicalValue(parsing: text))
                if let other = joint.add(statement, named: path) {
                    console.note("\(path) is the statement of \(other) once more, and no other witness")
                }
            } catch {
                throw CommandFailure("\(path): \(error)")
            }
        }
        let file = try output.map { path throws(ArchiveError) in
            try place.file(
                path, besides: statements,
                own: { Output.isJSON($0, with: "predicateType", JointAttestation.predicateType) }, of: joint.studies,
                saying: { Output.json($0).map(JointAttestation.studies(of:)) ?? [] })
        }
        if let file { try file.write(Array((joint.value.prettyJSON + "\n").utf8)) }
        if file?.isStandardOutput != true {
            console.print(
                isJSON ? joint.value.prettyJSON + "\n" : joint.table.plainText + VisibleText.line(joint.verdict) + "\n")
        }
        return joint.isComplete && joint.conflicts.isEmpty ? .done : .difference
    }
}
