public import Config

/// Another reward for the step that ends an episode, as programs for CartPole often give it.
///
/// Only what learners see on the tape changes: the episode's return, in training and evaluation, is that of the rewards
/// the environment gave. Time limits change nothing.
public struct TerminalReward: Sendable, Equatable {
    /// The key in an environment's table.
    public static let key = "terminal_reward"

    /// The field of an environment that offers it.
    public static let field = Field(
        key,
        .table([
            Field("value", .number(PhysicalRange.place), "The reward of a step after which the state is terminal"),
            Field(
                "unless_score", .number(Interval(-1e12, 1e12)),
                "The sum of the episode's earlier rewards that leaves the reward as it is"
            )
            .optional,
        ]),
        "A reward that learners see in place of the last one where an episode terminates; scores do not count it"
    ).optional

    /// What the learner sees instead of the reward.
    public let value: Double
    /// The sum of the rewards before this step at which nothing is changed; nil for none.
    public let unlessScore: Double?

    /// Another reward for the step that ends an episode.
    public init(value: Double, unlessScore: Double? = nil) {
        self.value = value
        self.unlessScore = unlessScore
    }

    /// Reads the field of an environment's settings; nil where it is absent.
    public init?(_ settings: Settings) {
        guard settings.has(Self.key) else { return nil }
        let table = settings.table(Self.key)
        value = table.number("value")
        unlessScore = table.has("unless_score") ? table.number("unless_score") : nil
    }
}
