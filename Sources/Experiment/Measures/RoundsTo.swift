import Config

/// The first round whose trailing average of a return reaches a threshold.
struct RoundsTo: Measure {
    static let component = Component(
        "rounds_to",
        "The first round at which the trailing average of a return reaches a threshold; censored if it never does.",
        details: """
            The trailing average at round t is the mean over rounds t − window + 1 … t, defined from t = window on. A round in
            which no episode ended has no return and counts as nothing; the agents' mean is over those that have one.
            A return that is not finite is no success: a window that holds one does not cross.
            `over` says of what: mean_of_agents averages the agents' mean; each_agent gives one round per agent;
            best_agent and worst_agent give the first and the last of those.
            """,
        fields: [
            Field(
                "measure", .words(("training_return", "Returns of training episodes")),
                "Which return"
            ).defaults(to: .text("training_return")).retired("the returns are those of training episodes"),
            Field(
                "over",
                .words(
                    ("mean_of_agents", "The agents' mean crosses"),
                    ("each_agent", "Each agent by itself"),
                    ("best_agent", "The first agent to cross"),
                    ("worst_agent", "The last agent to cross")),
                "Whose return"
            ).defaults(to: .text("mean_of_agents")),
            Field("window", .integer(1...100_000), "Rounds averaged over").unit("rounds").defaults(to: .integer(50)),
            Field("at_least", .number, "The threshold").main,
        ])

    static let scale = MeasureScale(.lowerIsBetter, in: "rounds", beginsAtZero: true)

    let crossing: Crossing?

    func value(of round: RoundReport) -> MeasureValue? { .rounds(round.crossed) }

    init(_ settings: Settings) {
        crossing = Crossing(
            over: settings.word("over"), window: settings.integer("window"),
            threshold: settings.number("at_least"))
    }
}
