import Config

extension Method {
    /// QAvg: the mean of the agents' action values.
    static let qAvg = Method(
        "qavg",
        "Agents in unlike worlds learn action values with exact backups, and go on from the mean of their tables.",
        details: """
            E updates:      Vₖ ← (1 − η)Vₖ + η max_a (R + γPₖVₖ), then Qₖ = R + γPₖVₖ        learner: value_iteration
            Every `every`:  Q̄ = (1/K) Σₖ Qₖ                upload: parameters, aggregate: mean
                            Qₖ ← Q̄, Vₖ = max_a Q̄           digest: replace
            E is the length of `round` times `every`; `learner.value_iteration.moves` is ⟦value_iteration.moves⟧ where a spec is silent.

            What Q̄ converges to, at a constant rate η, beside Q*, the optimal values of the mean world P̄ = (1/K) Σₖ Pₖ:
              moves: values    with E = 1 the solution of Q = mean of Bₖ(V + η (max_a Bₖ(V) − V)), V = max_a Q: Q* where the worlds are
                               alike, else off by an amount of order η. In five winds 0, ¼ … 1 of windy_cliff and η = 0.2 the largest
                               error is 1.29 of 227, with η = 0.01 it is 0.07. It vanishes where η decays to zero, slowly.
              moves: actions   with E = 1 Q*, at any η up to 1: the mean of the updates is one of the mean world.
              E > 1            off by an amount of order η under either: 3.60 and 2.07 there with E = 4 and η = 0.2.

            Deviations from the paper:
              1. None in the updates; `concord explain value_iteration` has those of the start.
              2. The program shrinks its rate where the mean return stalls; here with `decay: {plateau: {factor: 0.1}}` alone
                 (0.1 on the cliff, 0.5 in random MDPs).
            """,
        source: Source(
            .environmentHeterogeneity, evidence: .authorCode,
            grounds: [
                .from(
                    .authorCode,
                    "the updates, V moving, from a common table; E = 1, 2 … 32; random MDPs: rate 1e-2, 128 updates; "
                        + "WindyCliff: rate 1e-3, 640 updates; five agents"),
                .from(.ours, "the start at zero; what Q̄ converges to, computed"),
                .unknown("the paper's tables and figures as numbers"),
            ]),
        fields: Axes.fields(every: 1, upload: "parameters", aggregate: "mean", digest: Axes.kind("replace")),
        learners: ["value_iteration"], starter: .tabular("{value_iteration: {discount: 0.95}}", rate: "1e-2"))
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
