import Config

/// What a starter spec of a method stands on: the smallest study that shows it. Lines of a spec.
public struct Starter: Sendable {
    /// `environment`'s value.
    public var environment = "cartpole"
    /// `learner`'s value.
    public var learner = "reinforce"
    /// `network`'s value; nil where the learner has no networks.
    public var network: String? = "{hidden: [32], activation: relu}"
    /// `optimizer`'s value; nil where nothing takes steps.
    public var optimizer: String? = "{adam: {learning_rate: 2e-3}}"
    /// `round`'s value.
    public var round = "{episodes: 1}"
    /// `rounds`' value.
    public var rounds = "500"
    /// `evaluation`'s value; nil where agents are not evaluated.
    public var evaluation: String? = "{every: {rounds: 100}, episodes: 20, policy: greedy}"
    /// `adapter`'s value; nil where networks see the world as it is.
    public var adapter: String?
    /// Entries of `measure`: what the method's question asks first.
    public var measures = ["training_return", "evaluation_return", "rounds_to: {window: 50, at_least: 200}", "bytes"]

    /// How many agents there are where they are alike.
    public var agents = 3
    /// How many public states there are.
    public var publicStates = 1000
    /// Other methods that the question is about, each an arm of its own.
    public var rivals: [String] = []

    /// Policy gradients on CartPole.
    public init() {}

    /// The same in another world, with another learner: values of `environment` and `learner`.
    public init(environment: String, learner: String) {
        self.environment = environment
        self.learner = learner
        measures = ["training_return", "evaluation_return", "bytes"]
    }

    /// The environment's kind.
    public var environmentKind: String { Self.kind(of: environment) }

    /// The learner's kind.
    public var learnerKind: String { Self.kind(of: learner) }

    /// Whether a number of the world is a range, so that agents have unlike ones.
    public var hasUnlikeWorlds: Bool { DrawnRange.words.contains { environment.contains("{\($0): ") } }

    private static func kind(of choice: String) -> String { String(choice.prefix { $0 != ":" }.trimmingPrefix("{")) }

    /// The same, with another world: one that is drawn for every agent where it is the same kind.
    public func moved(to environment: String) -> Starter {
        var starter = self
        guard environment != environmentKind else { return self }
        starter.environment = environment
        // A threshold of one world's returns is none of another's, and so are its units.
        starter.adapter = nil
        starter.measures = measures.filter { !$0.contains("rounds_to") }
        return starter
    }

    /// The same, with the settings of its learner given to another kind; nil where it has none to give.
    public func taught(by kind: String) -> Starter? {
        guard kind != learnerKind, learner.hasPrefix("{") else { return nil }
        var starter = self
        starter.learner = "{\(kind)\(learner.dropFirst(1 + learnerKind.count))"
        return starter
    }

    /// The same, beside another method.
    func against(_ method: String) -> Starter {
        var starter = self
        starter.rivals.append(method)
        return starter
    }

    /// Deep Q-learners whose poles differ.
    static var deepQ: Starter {
        var starter = Starter()
        starter.environment = "{cartpole: {pole_half_length: {relative: [-0.5, 0.5]}}}"
        starter.learner = "{double_dqn: {discount: 0.99, batch: 16, replay: 1000, target: {soft: 0.005}}}"
        starter.network = "{hidden: [128], activation: relu}"
        starter.optimizer = "{adam: {learning_rate: 1e-3}}"
        starter.round = "{steps: 100}"
        starter.rounds = "600"
        starter.measures = ["training_return", "evaluation_return: {reduce: [mean, worst]}", "bytes"]
        return starter
    }

    /// Deep Q-learners that are pessimistic toward each other's poles.
    static var robustDeepQ: Starter {
        var starter = deepQ
        starter.learner =
            "{dqn: {discount: 0.99, batch: 16, replay: 1000, target: {soft: 0.005}, robust: {omega: 0.1}}}"
        starter.measures = [
            "evaluation_return: {reduce: [mean, worst]}", "expectile_audit", "training_return", "bytes",
        ]
        return starter
    }

    /// Controllers of pendulums that differ.
    static var policyGradient: Starter {
        var starter = deepQ
        starter.environment = "{pendulum: {length: {relative: [-0.3, 0.3]}}}"
        starter.learner = "{ddpg: {discount: 0.98, learning_starts: 200, noise: {gaussian: 0.1}}}"
        starter.network = "{hidden: [64, 64], activation: relu}"
        return starter
    }

    /// Controllers that are pessimistic toward each other's pendulums.
    static var robustPolicyGradient: Starter {
        var starter = policyGradient
        starter.learner = "{ddpg: {discount: 0.98, learning_starts: 200, noise: {gaussian: 0.1}, robust: {omega: 0.1}}}"
        starter.measures = ["evaluation_return: {reduce: [mean, worst]}", "training_return", "bytes"]
        return starter
    }

    /// Agents on CartPole whose rollouts are no part of their rounds.
    static var proximalPolicy: Starter {
        var starter = Starter()
        starter.learner = "{ppo: {rollout: 128, epochs: 4}}"
        starter.network = "{hidden: [32, 32], activation: tanh}"
        starter.optimizer = "{adam: {learning_rate: 1e-3}}"
        starter.round = "{steps: 200}"
        return starter
    }

    /// Actor-critic agents on CartPole that pay for letting the pole fall, as FRD has them.
    static var actorCritic: Starter {
        var starter = Starter()
        starter.environment = "{cartpole: {terminal_reward: {value: -100, unless_score: 499}}}"
        starter.learner = "a2c"
        starter.network = "{hidden: [24, 24], activation: relu}"
        starter.optimizer = "{adam: {learning_rate: 1e-3}}"
        starter.measures = [
            "training_return", "evaluation_return",
            "mission: {rounds_to: {over: best_agent, window: 10, at_least: 490}}", "bytes",
        ]
        return starter
    }
}
