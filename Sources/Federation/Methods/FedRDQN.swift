import Config
import Determinism

/// Federated robust deep Q-learning.
struct FedRDQN: Method {
    static let component = Component(
        "fedrdqn",
        "Robust deep Q-learners in unlike worlds average their networks, target networks and expectile networks.",
        details: """
            Between exchanges: every agent learns by deep Q-learning with the robust target of `dqn`, ω and D:
                            y = r + γ (1 − done) [(1 − ω) max Q(s′, ·; θ′ₖ) + ω D(s; ψₖ)]
            Every `every`:  θ̄, θ̄′, ψ̄ = means over the agents              upload: parameters, aggregate: mean
                            θₖ ← θ̄, θ′ₖ ← θ̄′, ψₖ ← ψ̄                     digest: replace

            Deviations from the paper:
              1. The paper gives neither ω nor network sizes nor the seeds; ω = 0.2 and what `explain dqn` lists are defaults,
                 to be swept.
              2. As in the authors' later program, D learns from the next value unmasked at terminal states;
                 `robust: {mask_terminal: true}` masks it.
              3. With ω = 0 it is dqnavg with an idle D.
            """,
        source: Source(
            "Hwang & Hong, Federated reinforcement learning in heterogeneous environments, arXiv 2507.14487, 2025",
            evidence: .paper),
        fields: Axes.fields(every: 1, upload: "parameters", aggregate: "mean", digest: Axes.kind("replace"))
            + [
                .alias(
                    "networks", of: "upload.parameters.networks", "Which networks travel; all an agent has unless told")
            ])

    static let requirements = [
        Requirement.unlessTold(
            .object([]), at: "robust", of: "dqn", because: "its target is robust: D(s) stands for the worst successor"),
        Requirement.unlessTold(
            .object([]), at: "robust", of: "double_dqn",
            because: "its target is robust: D(s) stands for the worst successor"),
    ]

    static let starter = Starter.robustDeepQ

    let settings: Settings

    init(_ settings: Settings) { self.settings = settings }
}
