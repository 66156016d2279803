import Archive
import Config
import Determinism
import Diagnostics
import Experiment
import Glibc
import Report

/// Evaluates the agents of a checkpoint.
struct Evaluate: Command {
    static let table = CommandTable(
        "evaluate", "Evaluate the agents of a checkpoint, and leave the run as it is.",
        details: """
            The result is also written beside the checkpoint, as round-….evaluation.json, where that may be written, in the \
            place of an earlier one, which is said: keep that by another name where its worlds or episodes were others. A file of \
            that name that is no evaluation is left alone. With the plan's own episodes and policy, the plan's worlds give \
            the numbers that the run recorded. A set of worlds of another spec is drawn for the run's seed, and for each of \
            its replicas: FILE.yaml:NAME. Of agents with policies by state that play no episodes, returns are computed, as \
            the measure exact_return defines them.
            """,
        examples: [
            "evaluate checkpoints/study/d5/seed-20",
            "evaluate checkpoints/study/d5/seed-20 --worlds nominal --episodes 100 --policy greedy",
            "evaluate checkpoints/study/d5/seed-20 --worlds other.yaml:hard",
        ],
        operands: [.init("CHECKPOINT|DIR", .checkpoint, "A checkpoint, or a run directory for its newest one.")],
        options: [
            .value(
                "worlds", "WORLDS", .text, "Where: own (unless told), nominal, a set of the plan, or FILE.yaml:SET.",
                repeats: true),
            .value("episodes", "N", .integer(1...1_000_000), "Episodes per agent and world; the plan's unless told."),
            .value(
                "policy", "P", .choice(["greedy", "stochastic"]), "How actions are chosen; the plan's unless told."),
            .value("jobs", letter: "j", "N", .integer(1...1024), "Threads; all processors unless told."), .json,
        ])

    private let subject: String
    private let worlds: [String]
    private let episodes: Int?
    private let policy: String?
    private let jobs: Int
    private let isJSON: Bool

    init(_ arguments: ParsedArguments) {
        subject = arguments.required("CHECKPOINT|DIR")
        worlds = arguments.values("worlds").isEmpty ? ["own"] : arguments.values("worlds")
        episodes = arguments.integer("episodes")
        policy = arguments.value("policy")
        jobs = arguments.integer("jobs") ?? Processors.count
        isJSON = arguments.flag("json")
    }

    func run(_ console: Console) throws -> ExitCode {
        let file = try CheckpointPath.find(subject, in: console.program.language)
        var evaluator = try Evaluator(file, in: console.program.language)
        for remark in evaluator.remarks { console.note(remark) }
        let plan = evaluator.plan
        let isExact = evaluator.isExact
        let own = plan.evaluation
        let episodes = episodes ?? own.flatMap { $0.isExact ? nil : $0.episodes } ?? 20
        let policy = policy ?? own?.rule.rawValue ?? "greedy"
        let places = try worlds.map { try place($0, evaluator, console) }
        if isExact, isTold {
            throw CommandFailure(
                "these agents play no episodes, their returns are computed: no --episodes, no --policy")
        }
        let isGreedy = policy == "greedy"
        if let refusal = evaluator.refusal(of: isGreedy ? .greedy : .stochastic) { throw CommandFailure(refusal) }
        let sibling = String(file.path.dropLast(3)) + ".evaluation.json"
        let (output, refusal) = try Self.output(sibling)
        let isAnother = try output != nil && (LocalFileSystem().length(sibling) ?? 0) > 0
        let results = places.map {
            evaluator.run($0, episodes: episodes, isGreedy ? .greedy : .stochastic, jobs: jobs)
        }
        let report = EvaluationReport(results, replicas: plan.replicas, isExact: isExact)
        let conditions: [(String, CanonicalValue)] =
            isExact ? [("exact", .boolean(true))] : [("episodes", .integer(episodes)), ("policy", .text(policy))]
        let checkpoint: [(String, CanonicalValue)] = [
            ("checkpoint", .text(try file.header().content.hexadecimal)), ("round", .integer(evaluator.round)),
        ]
        let record = CanonicalValue.object(sorting: checkpoint + conditions + report.members)
        // Numbers that were paid for are not lost with the disk.
        console.print(isJSON ? record.prettyJSON + "\n" : report.text)
        if let refusal { console.note("warning", "\(refusal); these numbers are printed and not kept") }
        try output?.write(Array((record.prettyJSON + "\n").utf8))
        let how = isExact ? "exact returns" : "\(StudyWords.count(episodes, "episode")) each, \(policy)"
        let replicas = plan.replicas > 1 ? ", means of \(plan.replicas) replicas (--json has each)" : ""
        let words =
            "\(plan.title) after round \(evaluator.round), \(how)\(replicas)"
            + (output == nil ? "" : "; wrote \(sibling)\(isAnother ? ", in the place of an earlier evaluation" : "")")
        console.tell(words)
        return .done
    }

    /// The file beside the checkpoint; nil, and why, in a store that may only be read, or where somebody has put another file.
    private static func output(_ path: String) throws(ArchiveError) -> (file: OutputFile?, refusal: ArchiveError?) {
        do throws(ArchiveError) {
            return (try OutputFile(path) { isEvaluation($0) ? nil : "it is no evaluation, and is left alone" }, nil)
        } catch {
            switch error.reason {
            case .system(EACCES, _), .system(EPERM, _), .system(EROFS, _), .refused: return (nil, error)
            default: throw error
            }
        }
    }

    private static func isEvaluation(_ bytes: [UInt8]) -> Bool {
        do throws(CanonicalValue.ParsingError) {
            let value = try CanonicalValue(parsing: String(decoding: bytes, as: UTF8.self))
            return value["checkpoint"]?.asText != nil && (value["policy"] ?? value["exact"]) != nil
        } catch { return false }
    }

    /// Whether something is asked of the episodes.
    private var isTold: Bool { episodes != nil || policy != nil }

    /// What a word on the command line means, where these agents can act.
    private func place(_ word: String, _ evaluator: Evaluator, _ console: Console) throws -> Evaluator.Place {
        let place = try EvaluationPlace.find(word, evaluator, console)
        if let refusal = evaluator.refusal(of: place) { throw CommandFailure(refusal) }
        return place
    }
}
