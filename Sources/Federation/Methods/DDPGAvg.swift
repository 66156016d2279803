import Config
import Determinism

/// Federated averaging of deep deterministic policy gradients.
struct DDPGAvg: Method {
    static let component = Component(
        "ddpgavg",
        "Actors and critics in unlike worlds are averaged, with their targets.",
        details: """
            Between exchanges: every agent learns by deep deterministic policy gradient in its own world.
            Every `every`:  means over the agents of actor, critic and their targets    upload: parameters, aggregate: mean
                            every agent goes on from them                              digest: replace
            `networks: [actor, actor_target]` leaves critics with their agents.

            Deviations from the paper:
              1. Agents keep replay memories and optimizers over exchanges; the published program makes them anew each time,
                 which makes sense for its long rounds only.
              2. The published program counts E in episodes; here a round is what the spec says, steps or episodes.
            """,
        source: Source(
            "Jin, Peng, Yang, Wang & Zhang, Federated reinforcement learning with environment heterogeneity, AISTATS 2022",
            evidence: .paper),
        fields: Axes.fields(every: 1, upload: "parameters", aggregate: "mean", digest: Axes.kind("replace"))
            + [
                .alias(
                    "networks", of: "upload.parameters.networks", "Which networks travel; all an agent has unless told")
            ])

    static let starter = Starter.controls

    let settings: Settings

    init(_ settings: Settings) { self.settings = settings }
}
