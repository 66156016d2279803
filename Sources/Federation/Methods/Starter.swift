/// What a starter spec of a method stands on: the smallest study that shows it. Lines of a spec.
public struct Starter: Sendable {
    /// `environment`'s value.
    public var environment = "cartpole"
    /// `learner`'s value.
    public var learner = "reinforce"
    /// `network`'s value; nil where the learner has no networks.
    public var network: String? = "{hidden: [32], activation: relu}"
    /// `optimizer`'s value.
    public var optimizer = "{adam: {learning_rate: 2e-3}}"
    /// `round`'s value.
    public var round = "{episodes: 1}"
    /// `rounds`' value.
    public var rounds = "500"
    /// `evaluation`'s value; nil where agents are not evaluated.
    public var evaluation: String? = "{every: {rounds: 100}, episodes: 20, policy: greedy}"
    /// Entries of `measure`.
    public var measures = ["training_return", "evaluation_return", "rounds_to: {window: 50, at_least: 200}", "bytes"]

    /// Policy gradients on CartPole.
    public init() {}

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

    /// Deep Q-learners on poles of unlike lengths.
    static var deepQ: Starter { valueLearner("double_dqn: {learning_starts: 100}") }

    /// Robust deep Q-learners on poles of unlike lengths.
    static var robustDeepQ: Starter { valueLearner("dqn: {learning_starts: 100, robust: {omega: 0.1}}") }

    /// Controllers of pendulums of unlike masses.
    static var controls: Starter { controller("ddpg: {learning_starts: 200, batch: 16}") }

    /// Robust controllers of pendulums of unlike masses.
    static var robustControls: Starter {
        controller("ddpg: {learning_starts: 200, batch: 16, robust: {omega: 0.1}}")
    }

    private static func valueLearner(_ learner: String) -> Starter {
        var starter = Starter()
        starter.environment = "{cartpole: {pole_half_length: {relative: [-0.5, 0.5]}, maximum_steps: 200}}"
        starter.learner = "{\(learner)}"
        starter.network = "{hidden: [64], activation: relu}"
        starter.optimizer = "{adam: {learning_rate: 1e-3}}"
        starter.round = "{steps: 100}"
        starter.rounds = "200"
        starter.evaluation = "{every: {rounds: 50}, episodes: 20, policy: greedy, worlds: [own, nominal]}"
        starter.measures = ["training_return", "evaluation_return: {reduce: [mean, worst]}", "bytes"]
        return starter
    }

    private static func controller(_ learner: String) -> Starter {
        var starter = valueLearner(learner)
        starter.environment = "{pendulum: {mass: {relative: [-0.5, 0.5]}}}"
        return starter
    }
}
