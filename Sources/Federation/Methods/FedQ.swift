import Config

extension Method {
    /// FedQ: the mean of the agents' action values, learned from samples.
    static let fedQ = Method(
        "fedq",
        "Agents in unlike finite worlds learn action values from samples, and go on from the mean of their tables.",
        details: """
            H updates:      Qₖ ← (1 − η) Qₖ + η ȳₖ on drawn pairs  learner: q_learning
            Every `every`:  Q̄ = (1/K) Σₖ Qₖ                      upload: parameters, aggregate: mean
                            Qₖ ← Q̄                               digest: replace
            H is the length of `round` times `every`. What it tends to is greedy in Q̄, and so deterministic: in the two kinds of world
            of `two_type` it is worth 63.06, and averaged policies 96.87 (`concord explain fedpg`).

            Deviations from the program of Labbi et al. (2025): `concord explain q_learning` has that of the updates.
            """,
        source: Source(
            .federatedPolicyGradient, note: "a baseline there; program of the authors", evidence: .authorCode,
            grounds: [.from(.authorCode, "H 5, 20 pairs per update, γ 0.99, η 0.001, 6000 rounds")]),
        fields: Axes.fields(every: 1, upload: "parameters", aggregate: "mean", digest: Axes.kind("replace")),
        learners: ["q_learning"], starter: .sampledValues)
}

extension Starter {
    /// Learners of values in the two kinds of world that want opposite actions of one state.
    static var sampledValues: Starter {
        var starter = Starter.sampledPolicyGradient
        starter.learner = "{q_learning: {discount: 0.99}}"
        starter.optimizer = "{sgd: {learning_rate: 0.01}}"
        return starter
    }
}
