import Config

/// Mean return of evaluation episodes, by world and agent.
struct EvaluationReturn: MeasureOfEvaluations {
    static let component = Component(
        "evaluation_return",
        "By agent and evaluated round: mean undiscounted return of the evaluation episodes, learning switched off.",
        details: """
            For each entry of `evaluation.worlds`. In a set of worlds an agent's value is the mean over its worlds.

            With `reduce`, one number instead of one per agent: let v(w) be the mean, over the agents that play in a world w, of
            their mean returns there. mean = (1/W) Σ v(w), worst = min v(w). In `own`, every agent's world is one w, played by
            that agent alone, so worst is the worst agent. A minimum over means of few episodes is too low; from 20 on it is
            taken as it is.
            """,
        fields: [WorldReduction.field])

    static let scale = MeasureScale(.higherIsBetter, in: "reward")

    let reduction: WorldReduction

    init(_ settings: Settings) { reduction = WorldReduction(settings) }

    func value(of round: RoundReport) -> MeasureValue? { round.evaluation.map { reduction.value(ofReplicas: $0) } }
}
