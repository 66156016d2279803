import Archive
import Experiment
import Report

/// Draws one episode of an agent as an animation.
struct DrawReplay: Command {
    static let table = CommandTable(
        "replay", "Draw an animation of what an agent's policy does in one episode.",
        details: """
            The episode is one of those that 'concord evaluate' plays with the same policy and worlds: its return is the one \
            that is averaged there. Agents with policies by state, of which returns are computed, play one by their table. \
            The result is one SVG file that any browser plays, without scripts: the world in real time where it has a clock, \
            the action, the return so far and every observation. Long episodes are drawn from a thousand of their moments, \
            evenly chosen, which bounds the file to some hundred kilobytes. The same checkpoint gives the same bytes.
            """,
        examples: [
            "replay checkpoints/study/d5/seed-20 --agent a1",
            "replay checkpoints/study/d5/seed-20/round-002000.h5 --agent a1 -o - > episode.svg",
        ],
        operands: [.init("CHECKPOINT|DIR", .checkpoint, "A checkpoint, or a run directory for its newest one.")],
        options: [
            .value("agent", "NAME", .text, "Who plays; needed where the run has several agents."),
            .value("replica", "N", .integer(1...1_000_000), "Which replica's agent; the first unless told."),
            .value(
                "policy", "P", .choice(["greedy", "stochastic"]), "How actions are chosen; the plan's unless told."),
            .value("world", "WORLDS", .text, "Where: own (unless told), nominal, a set of the plan, or FILE.yaml:SET."),
            .value("number", "N", .integer(1...1_000_000), "Which world of a set of several; the first unless told."),
            .value("episode", "N", .integer(1...1_000_000), "Which episode of the evaluation; the first unless told."),
            .value("speed", "N", .integer(1...1000), "How many times faster than real time; 1 unless told."),
            .value("still", "STEP", .integer(0...1_000_000), "A picture of the moment after so many steps, unmoved."),
            .value(
                "output", letter: "o", "FILE", .output,
                "Where to; unless told, named after cell, round and agent, in this directory."), .replace,
        ],
        exclusions: [.init("speed", "still")])

    private let subject: String
    private let agent: String?
    private let replica: Int
    private let policy: String?
    private let world: String
    private let number: Int
    private let episode: Int
    private let speed: Int
    private let still: Int?
    private let output: String?
    private let place: Output

    init(_ arguments: ParsedArguments) {
        subject = arguments.required("CHECKPOINT|DIR")
        agent = arguments.value("agent")
        replica = arguments.integer("replica") ?? 1
        policy = arguments.value("policy")
        world = arguments.value("world") ?? "own"
        number = arguments.integer("number") ?? 1
        episode = arguments.integer("episode") ?? 1
        speed = arguments.integer("speed") ?? 1
        still = arguments.integer("still")
        output = arguments.value("output")
        place = Output(arguments)
    }

    func run(_ console: Console) throws -> ExitCode {
        let file = try CheckpointPath.find(subject, in: console.program.language)
        var evaluator = try Evaluator(file, in: console.program.language)
        for remark in evaluator.remarks { console.note(remark) }
        let take = try take(evaluator, console)
        let footage = evaluator.footage(of: take, atMost: EpisodeReplay.mostMoments, including: still)
        let replay = EpisodeReplay(footage, take, of: evaluator, speed: speed)
        guard let drawing = still.map({ replay.still(after: $0) }) ?? replay.svg else {
            throw CommandFailure("--still: the episode has \(footage.steps) steps")
        }
        let stem = CheckpointPath.stem(of: file)
        let name = evaluator.plan.agents[take.agent].name
        let start = Output.name(of: evaluator.plan.canonical, stem)
        let path = output ?? "\(start).\(RunDirectory.component(name))\(still.map { ".step-\($0)" } ?? "").svg"
        let output = try place.file(path, besides: [file.path], own: Figure.isDrawing)
        try output.write(Array(drawing.utf8))
        console.confirm(output, EpisodeReplay.outcome(of: footage))
        return .done
    }

    /// What is to be played, by the plan's names and numbers.
    private func take(_ evaluator: Evaluator, _ console: Console) throws -> Evaluator.Take {
        let plan = evaluator.plan
        let rule = policy ?? plan.evaluation?.rule.rawValue ?? "greedy"
        let place = try EvaluationPlace.find(world, evaluator, console)
        var take = Evaluator.Take(
            agent: try index(among: plan.agents.map(\.name)), in: place, rule == "greedy" ? .greedy : .stochastic)
        if let refusal = evaluator.refusal(of: take) { throw CommandFailure(refusal) }
        guard replica <= plan.replicas else {
            throw CommandFailure("--replica: the run has \(StudyWords.count(plan.replicas, "replica"))")
        }
        let worlds = evaluator.worlds(in: place)
        guard number <= worlds else {
            throw CommandFailure("--number: '\(place.name)' has \(StudyWords.count(worlds, "world")) for each agent")
        }
        take.replica = replica - 1
        take.world = number - 1
        take.episode = episode - 1
        return take
    }

    /// Where the agent asked for stands among all.
    private func index(among names: [String]) throws(CommandFailure) -> Int {
        let shown = names.prefix(12).joined(separator: ", ")
        let known = names.count > 12 ? "\(shown) … and \(names.count - 12) more" : shown
        guard let agent else {
            guard names.count == 1 else {
                throw CommandFailure("the run has \(names.count) agents; name one with --agent: \(known)")
            }
            return 0
        }
        guard let index = names.firstIndex(of: agent) else {
            throw CommandFailure(
                "the run has no agent '\(agent)'\(suggestion(for: agent, among: names)); there are \(known)")
        }
        return index
    }
}
