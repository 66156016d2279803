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

            Deviations from the paper:
              1. The interval E is printed as 102 and read as 10², which `round: {steps: 100}` and `every: {rounds: 1}` say.
              2. ω is not known from the paper: ⟦dqn.robust.omega⟧ where a spec is silent, as in a later program that is most
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
                    "a summary of it: y and both losses, τ = 0.01, which networks are averaged, E = 100, batch 16, replay "
                        + "1000, worlds within ±50 %"),
                .from(
                    .ours,
                    "γ ⟦dqn.discount⟧, η ⟦dqn.target.soft.rate⟧, batch ⟦dqn.batch⟧, replay ⟦dqn.replay⟧, learning starts at "
                        + "⟦dqn.learning_starts⟧ transitions, exploration: where a spec is silent, as `concord explain dqn` has them"
                ),
                .unknown(
                    "ω, γ, η, learning rates, networks, exploration, the number of agents K, how agents start, the length of "
                        + "training, seeds, the list of worlds, and all results"),
            ]),
        fields: Axes.fields(
            every: 1, upload: .parameters(["q", "q_target", "expectile"]), aggregate: "mean",
            digest: Axes.kind("replace"))
            + [.alias("networks", of: "upload.parameters.networks", "Which parts travel")],
        requirements: ["dqn", "double_dqn"].map {
            Requirement.unlessTold(.object([]), at: "robust", of: $0, because: "D is what makes it robust")
        } + [Requirement.commonStart],
        learners: ["dqn", "double_dqn"], starter: .robustDeepQ)
}
