import Config

/// QAvg: the mean of the agents' action values.
struct QAvg: Method {
    static let component = Component(
        "qavg",
        "Agents in unlike worlds learn action values with exact backups, and go on from the mean of their tables.",
        details: """
            E updates:      Vₖ ← (1 − η)Vₖ + η max_a (R + γPₖVₖ), then Qₖ = R + γPₖVₖ        learner: value_iteration
            Every `every`:  Q̄ = (1/K) Σₖ Qₖ                upload: parameters, aggregate: mean
                            Qₖ ← Q̄, Vₖ = max_a Q̄           digest: replace
            E is the length of `round` times `every`. With every update shared, Q̄ tends to the optimal values of the mean world.

            Deviations from the paper:
              1. None in the updates; `concord explain value_iteration` has those of the start.
              2. The program divides its rate where training returns stall; rates here decay with the rounds alone.
            """,
        source: Source(
            "Jin, Peng, Yang, Wang & Zhang, Federated reinforcement learning with environment heterogeneity, AISTATS 2022, "
                + "arXiv 2204.02634",
            evidence: .authorCode),
        fields: Axes.fields(every: 1, upload: "parameters", aggregate: "mean", digest: Axes.kind("replace")))

    static let starter = Starter.tabular("{value_iteration: {discount: 0.95}}", rate: "1e-2")

    let settings: Settings

    init(_ settings: Settings) { self.settings = settings }
}

extension Starter {
    /// Agents with exact updates along cliffs in unlike winds.
    static func tabular(_ learner: String, rate: String) -> Starter {
        var starter = Starter()
        starter.environment = "{windy_cliff: {wind: {uniform: [0, 1]}}}"
        starter.learner = learner
        starter.network = nil
        starter.optimizer = "{sgd: {learning_rate: \(rate)}}"
        starter.round = "{updates: 1}"
        starter.rounds = "640"
        starter.evaluation = "{every: {rounds: 64}, exact: true, worlds: [own, nominal]}"
        starter.measures = ["exact_return: {reduce: [mean, worst]}", "heterogeneity", "bytes"]
        return starter
    }
}
