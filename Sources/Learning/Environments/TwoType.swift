import Config

/// Two kinds of world that differ in one state, where no deterministic policy does well in both (Labbi et al. 2025).
struct TwoType: FiniteEnvironment {
    static let component = Component(
        "two_type",
        "Two kinds of world that want opposite actions of one state: a policy common to both must mix (Labbi et al. 2025).",
        details: """
            Seven states, four actions. Observation: one number per state, 1 for the agent's and 0 for the others.
            State 0:        type 1: actions 0 and 1 stay, 2 and 3 lead to 1;  type 2: 0 and 1 lead to 2, 2 and 3 stay
            States 1, 2:    absorbing
            States 3 to 6:  one stochastic kernel for both types, which leads back to 0 from 6 alone, under action 3, with
                            probability 0.9
            Reward: 0 in state 0, at most 0.2 in states 3 to 6, and with
              rewards: equal     1 in states 1 and 2
              rewards: unequal   (0, 0, 1, 0.5) by action in state 1, (0, 0.5, 0, 0) in state 2
            Start: drawn with `reset_weights`, divided by their sum. End: never terminated; truncated after maximum_steps steps.

            With equal rewards, a discount of 0.99 and a uniform start the best deterministic policy for both types is worth 63.06,
            one that draws the action of state 0 uniformly 96.87, and the mean of both types' own optima is 97.56.
            """,
        source: Source(
            .federatedPolicyGradient, note: "program of the authors", evidence: .authorCode),
        fields: [
            Field("type", .integer(1...2), "Which of the two kinds").main.defaults(to: .integer(1)).drawn,
            Field(
                "rewards",
                .words(
                    ("equal", "Both absorbing states give 1, whatever the action"),
                    ("unequal", "One absorbing state is better than the other")),
                "What the absorbing states give"
            ).defaults(to: .text("equal")),
            Field(
                "reset_weights", .list(of: .number(Interval(0, 1e6)), count: states...states),
                "How often an episode begins in each state, in proportion; in every state where all are 0"
            ).defaults(to: .list([0.05, 0.05, 0.05, 0.3, 0.3, 0.2, 0.05].map { .number($0) })),
            Field("maximum_steps", .integer(1...Limits.episodeSteps), "Steps after which an episode is truncated")
                .defaults(to: .integer(20)),
        ])

    private static let states = 7

    /// Tenths by successor, 3 to 6, of states 3 to 6 under each action; of state 6 under action 3 another row stands.
    private static let tenths: [[[Double]]] = [
        [[8, 2, 0, 0], [7, 2, 1, 0], [2, 8, 0, 0], [9, 1, 0, 0]],
        [[6, 2, 2, 0], [5, 2, 2, 1], [6, 2, 1, 1], [1, 0, 9, 0]],
        [[1, 4, 5, 0], [0, 5, 4, 1], [4, 0, 3, 3], [0, 1, 1, 8]],
        [[5, 3, 0, 2], [0, 1, 8, 1], [2, 2, 2, 4]],
    ]

    private static let commonRewards: [[Double]] = [
        [0.1, 0.2, 0, 0], [0.05, 0.05, 0.1, 0], [0.1, 0.1, 0, 0], [0.1, 0.2, 0.05, 0],
    ]

    let game: FiniteGame

    init(_ settings: Settings) {
        let isFirst = settings.integer("type") == 1
        // Where the actions of state 0 lead.
        let choices = isFirst ? [0, 0, 1, 1] : [2, 2, 0, 0]
        var kernel = (choices + [1, 1, 1, 1, 2, 2, 2, 2]).map { [(successor: $0, probability: 1.0)] }
        for row in Self.tenths.joined() {
            kernel.append(row.indices.filter { row[$0] > 0 }.map { (successor: 3 + $0, probability: row[$0] / 10) })
        }
        kernel.append([(0, 0.9), (6, 0.1)])
        let absorbing: [[Double]] =
            settings.text("rewards") == "equal" ? [[1, 1, 1, 1], [1, 1, 1, 1]] : [[0, 0, 1, 0.5], [0, 0.5, 0, 0]]
        let rewards = ([[0, 0, 0, 0]] + absorbing + Self.commonRewards).flatMap(\.self)
        let weights = settings.list("reset_weights").compactMap(\.asNumber)
        let sum = weights.reduce(0, +)
        let start = weights.map { sum > 0 ? $0 / sum : 1 / Double(Self.states) }
        game = FiniteGame(
            FiniteModel(states: Self.states, actions: 4, kernel: kernel, rewards: rewards, start: start),
            maximumSteps: settings.integer("maximum_steps"))
    }
}
