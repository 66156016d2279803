import Config
import Determinism

extension Method {
    /// SoftPAvg: the mean of the agents' logits.
    static let softPAvg = Method(
        "softpavg",
        "Agents in unlike worlds follow the natural policy gradient, and go on from the mean of their logits.",
        details: """
            E updates:      zₖ ← zₖ + η A^πₖ/(1 − γ), πₖ = softmax(zₖ)                      learner: exact_policy_gradient
            Every `every`:  z̄ = (1/K) Σₖ zₖ                upload: parameters, aggregate: mean
                            zₖ ← z̄                         digest: replace
            A^πₖ is the advantage in the agent's own world, by linear solve.

            Deviations from the paper:
              1. The program shrinks its rate where the mean return stalls; here with `decay: {plateau: {factor: 0.4}}` alone
                 (0.4 on the cliff, 0.8 in random MDPs).
              2. The authors' agents start at random policies; here logits are zero at first, the uniform policy of all agents, unless
                 the learner is told `initial: uniform`.
            """,
        source: Source(
            .environmentHeterogeneity, evidence: .authorCode,
            grounds: [
                .from(
                    .authorCode,
                    "logits; natural gradient A/(1 − γ); random MDPs: rate 5e-2, 2048 updates; WindyCliff: rate 1e-1, 192 updates"
                ),
                .from(.ours, "rates that do not follow returns; uniform policies at the start"),
                .unknown("the paper's tables and figures as numbers"),
            ]),
        fields: Axes.fields(every: 1, upload: "parameters", aggregate: "mean", digest: Axes.kind("replace")),
        requirements: [
            Requirement.exactly(
                .text("softmax"), at: "parametrization", of: "exact_policy_gradient",
                because: "SoftPAvg averages logits")
        ],
        learners: ["exact_policy_gradient"],
        starter: .tabular("{exact_policy_gradient: {parametrization: softmax}}", rate: "0.1"))
}
