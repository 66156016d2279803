import Config
import Determinism

extension Method {
    /// FedRDDPG: DDPGAvg whose critics are pessimistic toward unlike worlds.
    static let fedRDDPG = Method(
        "fedrddpg",
        "Robust actor-critics in unlike worlds average actors, critics, their targets and expectile networks.",
        details: """
            Between exchanges: y = r + γ (1 − done) [(1 − ω) v′ + ω D(s)]     learner: ddpg with `robust`
            Every `every`:     the means of π, Q, π′, Q′ and D                upload: parameters, aggregate: mean
                               replace those of every agent                  digest: replace
            ω, τ and the rest are the learner's; ω = 0 is DDPGAvg plus an idle D.

            Deviations from the paper:
              1. The interval E is printed as 102 and read as 10², which `round: {steps: 100}` and `every: {rounds: 1}` say.
              2. ω is not known from the paper: ⟦ddpg.robust.omega⟧ where a spec is silent, as in a later program that is most
                 likely its first author's.
              3. D is fitted to v′ also at terminal states, as in that program; `mask_terminal` fits it to 0 there. The paper does
                 not say, as far as known.
              4. Agents start from one network of each role, drawn for the exchange (`start: common`); how the paper's do is not known;
                 with `start: own` each draws its own, and the first mean is one of unlike networks.
            """,
        source: Source(
            .heterogeneousEnvironments, evidence: .paper,
            grounds: [
                .from(
                    .paper,
                    "a summary of it: y and both losses, τ = 0.01, which networks are averaged, E = 100, batch 64, replay "
                        + "100 000, worlds within ±50 %"),
                .from(
                    .ours,
                    "γ ⟦ddpg.discount⟧, η ⟦ddpg.target.soft.rate⟧, batch ⟦ddpg.batch⟧, replay ⟦ddpg.replay⟧, learning starts at "
                        + "⟦ddpg.learning_starts⟧ transitions, noise: where a spec is silent, as `concord explain ddpg` has them"
                ),
                .unknown(
                    "ω, γ, η, learning rates, networks, noise, the number of agents K, how agents start, the length of "
                        + "training, seeds, the list of worlds, and all results"),
            ]),
        fields: Axes.fields(
            every: 1, upload: .parameters(["actor", "critic", "actor_target", "critic_target", "expectile"]),
            aggregate: "mean", digest: Axes.kind("replace"))
            + [.alias("networks", of: "upload.parameters.networks", "Which parts travel")],
        requirements: ["ddpg"].map {
            Requirement.unlessTold(.object([]), at: "robust", of: $0, because: "D is what makes it robust")
        } + [Requirement.commonStart],
        learners: ["ddpg"], starter: .robustPolicyGradient)
}
