import Config
import Determinism

extension Method {
    /// DDPGAvg: deterministic policy gradients in unlike worlds average their networks.
    static let ddpgAvg = Method(
        "ddpgavg",
        "Actors, critics and their targets, trained in unlike worlds, are replaced by the mean of all.",
        details: """
            Between exchanges: every agent learns in its own world            learner: ddpg
            Every `every`:     the means of π, Q, π′ and Q′                   upload: parameters, aggregate: mean
                               replace those of every agent                  digest: replace
            FedRDDPG with ω = 0 and without D.

            Deviations from the paper:
              1. The program of the paper makes targets, optimizers and replay memory anew at every exchange; here targets are
                 averaged, as FRL-EH has it, and the others stay with the agent, unless the learner is told
                 `reset_each_exchange: [replay, optimizer, target]`.
              2. Rates, networks, noise and replay are the learner's and the spec's, not the program's; its E counts steps.
              3. Agents start from one network of each role, drawn for the exchange (`start: common`); those of the program each draw their
                 own (`start: own`), and the first mean is one of unlike networks.
            PerDDPGAvg is `network.inputs: embedding` under it: actor and critic have one each, and neither is uploaded.
            """,
        source: Source(
            .environmentHeterogeneity, evidence: .authorCode,
            grounds: [
                .from(
                    .authorCode,
                    "π and Q are averaged. Its settings, none of them set here: γ 0.99, batch 64, replay 100 000, updates "
                        + "from 1000 transitions on, soft targets of 1e-3, Adam 1e-4, hidden layers 400-300, noise of θ 0.15 and σ 0.2, "
                        + "5 agents, E of 10 000 to 40 000 steps"),
                .from(.ours, "π′ and Q′ are averaged too, as in `fedrddpg`"),
                .unknown("the paper's tables and figures as numbers"),
            ]),
        fields: Axes.fields(
            every: 1, upload: .parameters(["actor", "critic", "actor_target", "critic_target"]), aggregate: "mean",
            digest: Axes.kind("replace"))
            + [.alias("networks", of: "upload.parameters.networks", "Which parts travel")],
        requirements: [Requirement.commonStart],
        learners: ["ddpg"], starter: .policyGradient)
}
