import Config
import Determinism

/// DDPGAvg: deterministic policy gradients in unlike worlds average their networks.
struct DDPGAvg: Method {
    static let component = Component(
        "ddpgavg",
        "Actors, critics and their targets, trained in unlike worlds, are replaced by the mean of all.",
        details: """
            Between exchanges: every agent learns in its own world            learner: ddpg
            Every `every`:     the means of π, Q, π′ and Q′                   upload: parameters, aggregate: mean
                               replace those of every agent                  digest: replace
            FedRDDPG with ω = 0 and without D.

            Deviations from the paper:
              1. The program of the paper makes targets, optimizers and replay memory anew at every exchange; here targets are
                 averaged, as FRL-EH has it, and the others stay with the agent.
            """,
        source: Source(
            "Jin, Peng, Yang, Wang & Zhang, Federated reinforcement learning with environment heterogeneity, AISTATS 2022, "
                + "arXiv 2204.02634",
            evidence: .authorCode),
        fields: Axes.fields(
            every: 1, upload: .parameters(["actor", "critic", "actor_target", "critic_target"]), aggregate: "mean",
            digest: Axes.kind("replace"))
            + [.alias("networks", of: "upload.parameters.networks", "Which parts travel")])

    static let starter = Starter.policyGradient

    let settings: Settings

    init(_ settings: Settings) { self.settings = settings }
}
