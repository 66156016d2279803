import Config

extension Method {
    /// FedSARSA: the mean of agents that learn the values of the policies they follow.
    static let fedSARSA = Method(
        "fedsarsa",
        "Agents in unlike finite worlds learn with SARSA, each on its own policy, and go on from the mean of their weights.",
        details: """
            H local steps:  θₖ ← θₖ + η [(r + γ Qₖ(s', a') − Qₖ(s, a)) φ(s, a)],  a' ~ softmax(Qₖ(s', ·)/τ)
            Every `every`:  θ̄ = (1/K) Σₖ θₖ                upload: parameters, aggregate: mean
                            θₖ ← θ̄                         digest: replace
            H is the length of `round` times `every`. With H = 1 and no noise θ̄ tends to θ* of the federation, the sum of whose mean
            updates is zero; longer H moves its limit away, unless all worlds are alike. The fixed point of SARSA in the mean of the
            worlds is another one: there all agents count alike in a state, here by how often they visit it. Errors to both:
            `squared_error_to_fixed_point` and, with `of: mean_world`, to the second; `distance_of_fixed_points` is that between them.
            Policies follow θ, so that limits have no closed form in H; `concord explain sarsa` says how fixed points are found.

            Deviations from the program of the authors:
              1. It averages after steps 1, H + 1, 2H + 1 …; here after H, 2H ….
            """,
        source: Source(
            .federatedSarsa, note: "program of the authors (pmangold/fed-sarsa)", evidence: .authorCode,
            grounds: [
                .from(
                    .authorCode,
                    "the loop, both targets; Garnet worlds of two kinds in turn, 10 states, 3 actions, branching 2; γ 0.9, τ 2, η 0.01; 2 "
                        + "to 100 agents, H 1, 100, 10 000, 10⁶ steps, ten seeds; starts within 10/√(SA) of θ*"),
                .unknown("the paper's text, and its figures as numbers"),
            ]),
        fields: Axes.fields(every: 1, upload: "parameters", aggregate: "mean", digest: Axes.kind("replace")),
        learners: ["sarsa"], starter: .federatedSARSA)
}

extension Starter {
    /// Two kinds of Garnet worlds in turn, whose agents follow their own values.
    static var federatedSARSA: Starter {
        var starter = Starter()
        starter.environment =
            "{garnet: {states: 10, actions: 3, branching: 2, kernels: 2, kernel: {values: [0, 1]}, jitter: 100}}"
        starter.learner = "{sarsa: {discount: 0.9, temperature: 2}}"
        starter.network = nil
        starter.optimizer = "{sgd: {learning_rate: 0.01}}"
        starter.round = "{steps: 100}"
        starter.rounds = "500"
        starter.evaluation = nil
        starter.measures = [
            "squared_error_to_fixed_point", "distance_of_fixed_points", "heterogeneity", "bytes",
        ]
        return starter
    }
}
