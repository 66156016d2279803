import Config
import Determinism

extension Method {
    /// ProjPAvg: the mean of the agents' action probabilities.
    static let projPAvg = Method(
        "projpavg",
        "Agents in unlike worlds follow the projected policy gradient, and go on from the mean of their policies.",
        details: """
            E updates:      πₖ ← Proj(πₖ + η d^πₖ(s) Q^πₖ(s, a)/(1 − γ))                    learner: exact_policy_gradient
            Every `every`:  π̄ = (1/K) Σₖ πₖ                upload: parameters, aggregate: mean
                            πₖ ← π̄                         digest: replace
            Proj finds the nearest distribution over the actions of every state; means of distributions are distributions.

            Deviations from the paper:
              1. The program shrinks its rate where the mean return stalls; here with `decay: {plateau: {factor: 0.9}}` alone.
            """,
        source: Source(
            .environmentHeterogeneity, evidence: .authorCode,
            grounds: [
                .from(
                    .authorCode,
                    "probabilities; projected gradient d Q/(1 − γ); rate 1e-2; random MDPs: 2048 updates; WindyCliff: 1024"
                ),
                .from(.ours, "rates that do not follow returns; uniform policies at the start"),
                .unknown("the paper's tables and figures as numbers"),
            ]),
        fields: Axes.fields(every: 1, upload: "parameters", aggregate: "mean", digest: Axes.kind("replace")),
        requirements: [
            Requirement.exactly(
                .text("direct"), at: "parametrization", of: "exact_policy_gradient",
                because: "ProjPAvg averages probabilities")
        ],
        learners: ["exact_policy_gradient"],
        starter: .tabular("{exact_policy_gradient: {parametrization: direct}}", rate: "1e-2"))
}
