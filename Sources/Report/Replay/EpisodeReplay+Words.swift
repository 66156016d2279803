internal import Config
public import Experiment
public import Learning

extension EpisodeReplay {
    /// An episode of an agent of a checkpoint, with who plays it, where, and how it ends.
    ///
    /// - Parameter footage: what ``Evaluator/footage(of:atMost:including:)`` saw of the take.
    public init(_ footage: Footage, _ take: Evaluator.Take, of evaluator: Evaluator, speed: Int) {
        let plan = evaluator.plan
        let environment = evaluator.environment(of: take)
        let replica = plan.replicas > 1 ? " of replica \(take.replica + 1)" : ""
        let agent = plan.agents[take.agent]
        let count = evaluator.worlds(in: take.place)
        let place = count > 1 ? "world \(take.world + 1) of \(count) of '\(take.place.name)'" : take.place.name
        var lines = [
            "\(agent.learner.kind), \(take.rule.rawValue) policy, episode \(take.episode + 1): "
                + Self.outcome(of: footage),
            "World (\(place)): \(Self.words(environment, in: plan.language))",
        ]
        var tempo: [String] = []
        if case .steps(let pace) = footage.pace {
            let shown = NumberText.short(pace * Double(speed), decimals: 1)
            tempo.append("\(shown) steps a second, as the world has no clock")
        } else if speed > 1 {
            tempo.append("\(speed) times as fast as real time")
        }
        if footage.stride > 1 { tempo.append("one step in \(footage.stride)") }
        if !tempo.isEmpty { lines.append("Shown: " + tempo.joined(separator: "; ")) }
        self.init(
            footage,
            title:
                "\(environment.kind): \(agent.name)\(replica) of \(plan.experiment) \(plan.title), round \(evaluator.round)",
            lines: lines, speed: speed)
    }

    /// `cartpole, pole_half_length 0.634 m, maximum_steps 200`: what is not as the environment has it by default.
    private static func words(_ environment: Choice, in language: Language) -> String {
        let fields = language.environments[environment.kind]?.fields ?? []
        let own = fields.compactMap { field -> String? in
            guard let value = environment.values[field.key], value != field.defaultValue else { return nil }
            let number = value.asNumber.map { NumberText.significant($0, digits: 4) }
            return "\(field.key) \(number ?? value.flow)" + (field.unit.map { " " + $0 } ?? "")
        }
        return ([environment.kind] + own).joined(separator: ", ")
    }

    /// `return 500 in 500 steps, cut off by the time limit`.
    public static func outcome(of footage: Footage) -> String {
        let steps = footage.steps == 1 ? "1 step" : "\(footage.steps) steps"
        let end = footage.isTerminated ? "terminated" : "cut off by the time limit"
        return "return \(NumberText.significant(footage.total, digits: 6)) in \(steps), \(end)"
    }
}
