import Config
import Determinism

/// Federated robust deep deterministic policy gradient.
struct FedRDDPG: Method {
    static let component = Component(
        "fedrddpg",
        "Robust actors and critics in unlike worlds are averaged, with their targets and expectile networks.",
        details: """
            Between exchanges: every agent learns by deep deterministic policy gradient with the robust target of `ddpg`:
                            y = r + γ (1 − done) [(1 − ω) Q(s′, π(s′; φ′ₖ); θ′ₖ) + ω D(s; ψₖ)]
            Every `every`:  means of actor, critic, their targets and D    upload: parameters, aggregate: mean
                            every agent goes on from them                 digest: replace

            Deviations from the paper:
              1. The paper gives neither ω nor network sizes nor the seeds; ω = 0.2 and what `explain ddpg` lists are defaults,
                 to be swept.
              2. As in the authors' later program, D learns from the next value unmasked at terminal states;
                 `robust: {mask_terminal: true}` masks it.
              3. With ω = 0 it is ddpgavg with an idle D.
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
            .object([]), at: "robust", of: "ddpg", because: "its target is robust: D(s) stands for the worst successor")
    ]

    static let starter = Starter.robustControls

    let settings: Settings

    init(_ settings: Settings) { self.settings = settings }
}
