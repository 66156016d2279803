import Config
import Determinism

extension Method {
    /// FedHPD: heterogeneous agents share action distributions at public states and distill their mean.
    static let fedHPD = Method(
        "fedhpd",
        "Heterogeneous policy distillation: agents share action distributions at public states and learn their mean.",
        details: """
            Every `every`:  Pₖ = πₖ(·|S_p)            upload: action_distributions
                            P̄ = (1/K) Σₖ Pₖ          aggregate: mean
                            θₖ ← optimizer step on mean over s of KL(P̄(s) ‖ πₖ(·|s)), `passes` × `slices` times
                                                      digest: distill
            Where a spec is silent: ⟦passes⟧ passes over ⟦slices⟧ slices, consensus ⟦consensus⟧, divergence ⟦divergence⟧, as the published
            program has them for CartPole.

            Deviations from the paper:
              1. The paper's text reads as one exchange of distributions per phase; its program recomputes the consensus
                 before each of the 10 steps. `consensus: once` is the text, `every_step` the program.
              2. The text penalizes KL(π ‖ P̄); the program minimizes KL(P̄ ‖ π) for discrete actions. `divergence` is the
                 switch. For Gaussian policies the program has `agent_from_consensus`, which a spec must say.
            """,
        source: Source(
            .fedHPD, evidence: .authorCode,
            grounds: [
                .from(
                    .authorCode,
                    "the exchange, public states, networks, rates, rounds, seeds, and the reward tables of all runs"),
                .from(.paper, "the text of the exchange, where it reads otherwise"),
            ]),
        fields: Axes.fields(
            every: 5, upload: "action_distributions", aggregate: "mean", digest: Axes.kind("distill"))
            + [
                .alias("passes", of: "digest.distill.passes", "Times the public state set is gone through"),
                .alias("slices", of: "digest.distill.slices", "Parts of the public states, one optimizer step each"),
                .alias("consensus", of: "digest.distill.consensus", "How often the consensus is recomputed"),
                .alias(
                    "divergence", of: "digest.distill.divergence",
                    "From which distribution the divergence is measured"),
                .alias("gaussian", of: "aggregate.mean.gaussian", "What the consensus of Gaussian policies is"),
            ],
        learners: ["reinforce", "a2c", "ppo"])
}
