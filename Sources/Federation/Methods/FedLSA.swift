import Config

extension Method {
    /// FedLSA: federated linear stochastic approximation, the mean of local TD learners.
    static let fedLSA = Method(
        "fedlsa",
        "Federated linear stochastic approximation: agents learn with TD(0) and go on from the mean of their weights.",
        details: """
            H local steps:  θₖ ← θₖ + η [(r + γ φ(s')ᵀθₖ − φ(s)ᵀθₖ) φ(s)]
            Every `every`:  θ̄ = (1/K) Σₖ θₖ                upload: parameters, aggregate: mean
                            θₖ ← θ̄                         digest: replace
            H is the length of `round` times `every`. With Āₖ, b̄ₖ of the agents (`concord explain td`), θₖ* = Āₖ⁻¹b̄ₖ,
            θ* = (Σ Āₖ)⁻¹ Σ b̄ₖ and Gₖ = (I − ηĀₖ)^H, the mean of θ̄ ends at θ* + bias,
                bias = [mean (I − Gₖ)]⁻¹ mean (I − Gₖ)(θₖ* − θ*),
            zero where H = 1 or all agents are alike: of independent draws (`sampling: stationary`, `expected`); along Markov chains
            agents end elsewhere, and no closed form says where. The measure `predicted_bias` is its squared norm,
            `squared_error_to_fixed_point` the distance reached.

            Deviations from the paper:
              1. All agents take part in every round; so does the published program.
            """,
        source: Source(
            .scafflsa, evidence: .authorCode,
            grounds: [
                .from(
                    .authorCode, "updates, worlds, rates, H, numbers of agents, starts, and the closed form of the bias"
                ),
                .unknown("the figures as numbers"),
            ]),
        fields: Axes.fields(every: 1, upload: "parameters", aggregate: "mean", digest: Axes.kind("replace")),
        learners: ["td"], starter: .federatedTD)
}

extension Starter {
    /// Two unlike groups of Garnet worlds whose agents evaluate one policy.
    static var federatedTD: Starter {
        var starter = Starter()
        starter.environment =
            "{garnet: {states: 30, actions: 2, branching: 2, features: 8, kernels: 2, kernel: {values: [0, 1]}, "
            + "reward_sign: {values: [1, -1]}, jitter: 0.02, seed: 42}}"
        starter.learner = "{td: {discount: 0.95, policy: {random_subset: {actions: 1, seed: 42}}}}"
        starter.network = nil
        starter.optimizer = "{sgd: {learning_rate: 0.1}}"
        starter.round = "{steps: 100}"
        starter.rounds = "500"
        starter.evaluation = nil
        starter.measures = ["squared_error_to_fixed_point", "predicted_bias", "heterogeneity", "bytes"]
        return starter
    }
}
