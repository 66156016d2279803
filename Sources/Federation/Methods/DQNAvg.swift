import Config
import Determinism

/// Federated averaging of deep Q-networks.
struct DQNAvg: Method {
    static let component = Component(
        "dqnavg",
        "Deep Q-learners in unlike worlds average their networks and target networks.",
        details: """
            Between exchanges: every agent learns by deep Q-learning in its own world.
            Every `every`:  θ̄ = (1/K) Σₖ θₖ, θ̄′ = (1/K) Σₖ θ′ₖ    upload: parameters, aggregate: mean
                            θₖ ← θ̄, θ′ₖ ← θ̄′                      digest: replace

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

    static let starter = Starter.deepQ

    let settings: Settings

    init(_ settings: Settings) { self.settings = settings }
}
