import Config

/// Mean return of evaluation episodes, by world and agent.
struct EvaluationReturn: Measure {
    /// One number made of the values of many worlds.
    enum Reduction: String {
        case mean, worst
    }

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
        fields: [
            Field(
                "reduce",
                .list(of: .words(("mean", "Mean over the worlds"), ("worst", "Minimum over the worlds")), atLeast: 1),
                "Numbers for the agents together, by world, instead of one per agent"
            ).optional
        ])

    let reductions: [Reduction]

    init(_ settings: Settings) {
        reductions =
            settings.has("reduce")
            ? settings.list("reduce").compactMap { $0.asText.flatMap(Reduction.init(rawValue:)) } : []
    }

    func value(of round: RoundReport) -> MeasureValue? {
        round.evaluation.map { evaluation in .named(evaluation.map { ($0.name, value(of: $0)) }) }
    }

    private func value(of worlds: WorldReturns) -> MeasureValue {
        guard !reductions.isEmpty else { return .list(worlds.byAgent) }
        return .named(
            [Reduction.mean, .worst].filter(reductions.contains).map { reduction in
                (reduction.rawValue, .number(reduction == .mean ? worlds.mean : worlds.worst))
            })
    }
}

/// What an evaluation brought in the worlds of one name.
public struct WorldReturns: Sendable, Equatable {
    /// `own`, `nominal`, or a set of the plan.
    public let name: String
    /// Mean returns by world, then by agent. `own` is one row, in which every agent has a world of its own.
    public let returns: [[Double]]

    /// By agent: the mean over the worlds.
    public var byAgent: [Double] {
        returns.count == 1
            ? returns[0] : returns[0].indices.map { agent in Self.mean(returns.map { $0[agent] }) }
    }

    /// By world: the mean over the agents that play in it.
    public var byWorld: [Double] { name == EvaluationWorlds.own ? returns[0] : returns.map(Self.mean) }

    /// The mean over the worlds.
    public var mean: Double { Self.mean(byWorld) }

    /// The lowest value of a world.
    public var worst: Double { byWorld.reduce(.infinity, min) }

    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}
