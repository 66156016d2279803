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
            policy, the plan's worlds give the numbers that the run recorded. A set of worlds of another spec is drawn for \
            the run's seed: FILE.yaml:NAME.
            """,
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
        let file = try CheckpointPath.find(subject)
        var evaluator = try Evaluator(file)
        let own = evaluator.plan.evaluation
        let episodes = episodes ?? own.flatMap { $0.isExact ? nil : $0.episodes } ?? 20
        let policy = policy ?? own?.rule.rawValue ?? "greedy"
        let places = try worlds.map { try place($0, evaluator, console) }
        let results = places.map {
            evaluator.run($0, episodes: episodes, policy == "greedy" ? .greedy : .stochastic, jobs: jobs)
        }
        let table = table(results)
        let sets = sets(results)
        var members: [(String, CanonicalValue)] = [
            ("checkpoint", .text(try file.header().content.hexadecimal)), ("round", .integer(evaluator.round)),
            ("episodes", .integer(episodes)), ("policy", .text(policy)), ("rows", table.json),
        ]
        if !sets.rows.isEmpty { members.append(("sets", sets.json)) }
        let record = CanonicalValue.object(sorting: members)
        let sibling = String(file.path.dropLast(3)) + ".evaluation.json"
        try file.files.replace(sibling, with: Array((record.prettyJSON + "\n").utf8))
        let text = table.plainText + (sets.rows.isEmpty ? "" : "\n" + sets.plainText)
        console.print(isJSON ? record.prettyJSON + "\n" : text)
        console.say(
            "\(evaluator.plan.title) after round \(evaluator.round), \(episodes) episodes each, \(policy); wrote \(sibling)\n"
        )
        return .done
    }

    /// What a word on the command line means: the plan's own places, or a set of another spec.
    private func place(_ word: String, _ evaluator: Evaluator, _ console: Console) throws -> Evaluator.Place {
        let place: Evaluator.Place
        if let own = evaluator.places.first(where: { $0.name == word }) {
            place = own
        } else if let colon = word.lastIndex(of: ":") {
            let study = try compile(String(word[..<colon]), console)
            let name = String(word[word.index(after: colon)...])
            let plan = evaluator.plan
            guard let set = study.worlds(name, arm: plan.arm, seed: plan.seed) else {
                let known = study.worldSets
                throw CommandFailure(
                    "\(word[..<colon]) has no set of worlds '\(name)'\(suggestion(for: name, among: known))"
                        + (known.isEmpty ? "" : "; its sets: \(known.joined(separator: ", "))"))
            }
            place = Evaluator.Place(word, set)
        } else {
            let known = evaluator.places.map(\.name)
            throw CommandFailure(
                "the plan has no worlds called '\(word)'\(suggestion(for: word, among: known)); there are "
                    + "\(known.joined(separator: ", ")), and sets of other specs as FILE.yaml:SET")
        }
        if let refusal = evaluator.refusal(of: place) { throw CommandFailure(refusal) }
        return place
    }

    /// Every agent in every place; with sets of worlds, also the worst of its worlds.
    private func table(_ results: [Evaluator.Result]) -> Table {
        let showsWorst = results.contains { $0.worlds > 1 }
        var table = Table(
            "Evaluation",
            columns: [
                .text("agent", key: "agent"), .text("world", key: "world"), .numbers("return", keys: "mean_return"),
            ] + (showsWorst ? [.numbers("worst world", keys: "worst_return")] : []) + [
                .numbers("length", keys: "mean_length")
            ])
        for result in results {
            for row in result.rows {
                table.append(
                    [.text(row.agent), .text(result.name), .number(row.meanReturn, decimals: 1)]
                        + (showsWorst ? [.number(row.worstReturn, decimals: 1)] : [])
                        + [.number(row.meanLength, decimals: 1)])
            }
        }
        return table
    }

    /// What the sets of several worlds say of the agents together.
    private func sets(_ results: [Evaluator.Result]) -> Table {
        var table = Table(
            "Sets of worlds",
            columns: [
                .text("worlds", key: "world"), .numbers("how many", keys: "worlds"), .numbers("mean", keys: "mean"),
                .numbers("worst", keys: "worst"),
            ])
        for result in results where result.worlds > 1 {
            table.append([
                .text(result.name), .count(result.worlds), .number(result.mean, decimals: 1),
                .number(result.worst, decimals: 1),
            ])
        }
        return table
    }
}
