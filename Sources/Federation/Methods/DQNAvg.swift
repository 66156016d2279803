import Config
import Determinism

extension Method {
    /// DQNAvg: deep Q-learners in unlike worlds average their networks.
    static let dqnAvg = Method(
        "dqnavg",
        "Deep Q-learners in unlike worlds replace their networks, and their targets, by the mean of all.",
        details: """
            Between exchanges: every agent learns in its own world            learner: dqn, double_dqn
            Every `every`:     θ̄ = (1/K) Σₖ θₖ, θ̄′ = (1/K) Σₖ θ′ₖ          upload: parameters, aggregate: mean
                               θₖ ← θ̄, θ′ₖ ← θ̄′                            digest: replace
            FedRDQN with ω = 0 and without D.

            Deviations from the paper:
              1. The program of the paper makes target, optimizer and replay memory anew at every exchange, and lets ε begin again; here the
                 target is averaged, as FRL-EH has it, and the others stay with the agent, unless the learner is told
                 `reset_each_exchange: [replay, optimizer, target, exploration]`.
              2. A round is what the spec says; the paper's E counts episodes. Local training never stops early; the program's does where
                 the mean of five episodes is above 199.
              3. Rates, networks, exploration and replay are the learner's and the spec's, not the program's.
              4. Agents start from one network of each role, drawn for the exchange (`start: common`); those of the program each draw their
                 own (`start: own`), and the first mean is one of unlike networks.
            PerDQNAvg is `network.inputs: embedding` under it: the embedding is not among what is uploaded.
            """,
        source: Source(
            .environmentHeterogeneity, evidence: .authorCode,
            grounds: [
                .from(
                    .authorCode,
                    "θ is averaged. Its settings, none of them set here: γ 0.9, batch 16, replay 1000, updates from 32 "
                        + "transitions on, targets copied every 10 steps, ε from 1 times 0.99 per update, Adam 1e-3 (Acrobot 1e-4), one "
                        + "hidden layer of 128 rectifiers, 5 agents (Acrobot 10), E of 12 or 48 episodes (Acrobot 1 or 2)"
                ),
                .from(.ours, "θ′ is averaged too, as in `fedrdqn`"),
                .unknown("the paper's tables and figures as numbers"),
            ]),
        fields: Axes.fields(
            every: 1, upload: .parameters(["q", "q_target"]), aggregate: "mean", digest: Axes.kind("replace"))
            + [.alias("networks", of: "upload.parameters.networks", "Which parts travel")],
        requirements: [Requirement.commonStart],
        learners: ["double_dqn", "dqn"], starter: .deepQ)
}
