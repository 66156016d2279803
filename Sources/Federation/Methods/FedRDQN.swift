import Config
import Determinism

extension Method {
    /// FedRDQN: DQNAvg whose learners are pessimistic toward unlike worlds.
    static let fedRDQN = Method(
        "fedrdqn",
        "Robust deep Q-learners in unlike worlds average action values, targets and expectile networks.",
        details: """
            Between exchanges: y = r + γ (1 − done) [(1 − ω) v′ + ω D(s)]     learner: dqn, double_dqn with `robust`
            Every `every`:     the means of θ, θ′ and ψ, the parameters of D  upload: parameters, aggregate: mean
                               replace those of every agent                  digest: replace
            ω, τ and the rest are the learner's; ω = 0 is DQNAvg plus an idle D.

            \(robustDeviations(of: "dqn"))
            """,
        source: robustSource(of: "dqn", "batch 16, replay 1000", randomness: "exploration"),
        fields: Axes.fields(
            every: 1, upload: .parameters(["q", "q_target", "expectile"]), aggregate: "mean",
            digest: Axes.kind("replace"))
            + [.alias("networks", of: "upload.parameters.networks", "Which parts travel")],
        requirements: ["dqn", "double_dqn"].map {
            Requirement.unlessTold(.object([]), at: "robust", of: $0, because: "D is what makes it robust")
        } + [Requirement.commonStart],
        learners: ["dqn", "double_dqn"], starter: .robustDeepQ)
}
