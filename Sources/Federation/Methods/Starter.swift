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
}
