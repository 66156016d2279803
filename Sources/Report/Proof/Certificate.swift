public import Archive
internal import Config
public import Determinism
public import Experiment

/// What a verification showed and what it did not, for someone who was not there.
///
/// States no time, host or path: the same verification by the same program on the same kind of processor is the same text.
public struct Certificate: Sendable {
    /// What a certificate says that it is.
    public static let kind = "concord verify"
    private let version: String
    private let rounds: ClosedRange<Int>?
    private var cells: [CanonicalValue] = []
    private var matches = 0
    private var unread: [String] = []
    private var strangers: [String] = []

    /// A certificate of no cell yet.
    ///
    /// - Parameters:
    ///   - version: the program's.
    ///   - rounds: which rounds were compared; all on disk where nil.
    public init(version: String, rounds: ClosedRange<Int>? = nil) {
        self.version = version
        self.rounds = rounds
    }

    /// Adds a cell's verification, with the fingerprints of the files it was held against.
    ///
    /// - Throws: `ArchiveError` where one of them cannot be read.
    public mutating func add(_ result: Verifier.Result, of directory: RunDirectory) throws(ArchiveError) {
        let coverage = result.coverage
        var files: [(String, CanonicalValue)] = []
        for name in ["metrics.jsonl", "plan.json"] where try directory.files.length("\(directory.path)/\(name)") != nil
        {
            files.append((name, try Self.fingerprint("\(directory.path)/\(name)", directory)))
        }
        for round in coverage.checkpoints {
            let path = directory.checkpoint(round: round).path
            let name = String(path.dropFirst(directory.path.count + 1))
            files.append((name, try Self.fingerprint(path, directory)))
        }
        var members: [(String, CanonicalValue)] = [
            ("experiment", .text(result.plan.experiment)), ("arm", .text(result.plan.arm)),
            ("seed", .integer(Int(clamping: result.plan.seed))), ("rounds_planned", .integer(result.plan.rounds)),
            ("cell_fingerprint", .text(result.plan.cellFingerprint.hexadecimal)),
            ("record_fingerprint", .text(result.plan.recordFingerprint.hexadecimal)),
            ("rounds_rerun", .integer(coverage.rounds)), ("rows_compared", .integer(coverage.rows)),
            ("rows_with_a_trace_of_every_agent", .integer(coverage.traced)),
            ("checkpoints_compared", .list(coverage.checkpoints.map(CanonicalValue.integer))),
            ("not_compared", .list(coverage.omissions.map(CanonicalValue.text))),
            ("files", .object(sorting: files)), ("verdict", .text(VerificationReport.word(result))),
        ]
        if case .match = result.verdict { matches += 1 }
        if case .differs(let divergence) = result.verdict { members.append(("divergence", divergence.json)) }
        cells.append(.object(sorting: members))
    }

    /// Adds a cell that was asked for and could not be read: it is said to be missing.
    public mutating func add(unread arm: String, seed: Int) { unread.append("\(arm) seed \(seed)") }

    /// Adds a cell whose directory holds another run than that of the spec which was named: it is said to be none of it.
    public mutating func add(stranger arm: String, seed: Int) { strangers.append("\(arm) seed \(seed)") }

    /// The certificate as data, issued by a program.
    public func value(by program: ProgramFacts) -> CanonicalValue {
        var facts = program.value.members.map { ($0.key, $0.value) }
        facts.append(("version", .text(version)))
        return .object(sorting: [
            ("certificate", .text(Self.kind)), ("format", .integer(1)), ("program", .object(sorting: facts)),
            ("claimed", .text(claim)), ("cells", .list(cells)),
            ("not_claimed", .object(sorting: Self.notClaimed.map { ($0, .text($1)) })),
        ])
    }

    /// The file's text, issued by a program.
    public func text(by program: ProgramFacts) -> String { value(by: program).prettyJSON + "\n" }

    private var claim: String {
        let range = rounds.map { ", of rounds \($0.lowerBound) to \($0.upperBound)," } ?? ""
        return "\(matches) of \(cells.count) cells were rerun from round 1 by this program, from the plans in their "
            + "directories, and every row and checkpoint\(range) that is listed as compared came out the same to the bit."
            + (unread.isEmpty
                ? ""
                : " Asked for and not read, so that nothing is claimed of them: \(unread.joined(separator: ", ")).")
            + (strangers.isEmpty
                ? ""
                : " Asked for and of another plan than the spec's, so that nothing is claimed of them: "
                    + "\(strangers.joined(separator: ", ")).")
    }

    private static let notClaimed = [
        ("correctness", "that the methods are right or do what a paper says: a wrong program repeats its mistakes"),
        ("selection", "that nobody chose among seeds or plans: the files show what they hold, not what was left out"),
        ("identity", "that these are the published files: compare their fingerprints with the published ones"),
        ("coverage", "anything about rows and checkpoints that are not listed, such as those that retention removed"),
        ("other_machines", "that other machines agree: this was one machine with one instruction set"),
        ("words", "anything about comments and other words of the specs in checkpoints that shape no plan"),
        ("speed", "anything about time, speed or run.log"),
        ("confidentiality", "anything about secrecy between the parties, which were simulated in one process"),
    ]

    private static func fingerprint(_ path: String, _ directory: RunDirectory) throws(ArchiveError) -> CanonicalValue {
        .text(try directory.files.fingerprint(path, as: .record).hexadecimal)
    }
}
