import Config

/// Mean return of the training episodes that ended in a round, by agent.
struct TrainingReturn: Measure {
    static let component = Component(
        "training_return",
        "By agent and round: mean undiscounted return of the training episodes that ended in it; null when none did.",
        fields: [])
    static let scale = MeasureScale(.higherIsBetter, in: "reward")

    init(_ settings: Settings) {}

    func value(of round: RoundReport) -> MeasureValue? { .list(round.returns) }
}
