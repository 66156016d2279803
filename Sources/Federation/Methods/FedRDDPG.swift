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

            \(robustDeviations(of: "ddpg"))
            """,
        source: robustSource(of: "ddpg", "batch 64, replay 100 000", randomness: "noise"),
        fields: Axes.fields(
            every: 1, upload: .parameters(["actor", "critic", "actor_target", "critic_target", "expectile"]),
            aggregate: "mean", digest: Axes.kind("replace"))
            + [.alias("networks", of: "upload.parameters.networks", "Which parts travel")],
        requirements: ["ddpg"].map {
            Requirement.unlessTold(.object([]), at: "robust", of: $0, because: "D is what makes it robust")
        } + [Requirement.commonStart],
        learners: ["ddpg"], starter: .robustPolicyGradient)
}
