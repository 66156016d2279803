import Archive
import Determinism
import Experiment
import Report

/// Evaluates the agents of a checkpoint.
struct Evaluate: Command {
    static let table = CommandTable(
        "evaluate", "Evaluate the agents of a checkpoint, and leave the run as it is.",
        details: """
            The result is also written beside the checkpoint, as round-….evaluation.json. With the plan's own episodes and \
            policy, the world 'own' gives the numbers that the run recorded.
            """,
        operands: [.init("CHECKPOINT|DIR", .checkpoint, "A checkpoint, or a run directory for its newest one.")],
        options: [
            .value("worlds", "WORLD", .choice(["own", "nominal"]), "Where; own unless told.", repeats: true),
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
        let file = try CheckpointPath.find(subject)
        var evaluator = try Evaluator(file)
        let own = evaluator.plan.evaluation
        let episodes = episodes ?? own?.episodes ?? 20
        let policy = policy ?? own?.rule.rawValue ?? "greedy"
        let rows = evaluator.run(
            worlds: worlds, episodes: episodes, policy == "greedy" ? .greedy : .stochastic, jobs: jobs)
        var table = Table(
            "Evaluation",
            columns: [
                .text("agent", key: "agent"), .text("world", key: "world"), .numbers("return", keys: "mean_return"),
                .numbers("length", keys: "mean_length"),
            ])
        for row in rows {
            table.append([
                .text(row.agent), .text(row.world), .number(row.meanReturn, decimals: 1),
                .number(row.meanLength, decimals: 1),
            ])
        }
        let record = CanonicalValue.object(sorting: [
            ("checkpoint", .text(try file.header().content.hexadecimal)), ("round", .integer(evaluator.round)),
            ("episodes", .integer(episodes)), ("policy", .text(policy)), ("rows", table.json),
        ])
        let sibling = String(file.path.dropLast(3)) + ".evaluation.json"
        try file.files.replace(sibling, with: Array((record.prettyJSON + "\n").utf8))
        console.print(isJSON ? record.prettyJSON + "\n" : table.plainText)
        console.say(
            "\(evaluator.plan.title) after round \(evaluator.round), \(episodes) episodes each, \(policy); wrote \(sibling)\n"
        )
        return .done
    }
}
