import Config

extension Method {
    /// FedPPO: averaged proximal policies.
    static let fedPPO = Method(
        "fedppo",
        "Agents that learn by proximal policy optimization replace policy and values by the mean of all.",
        details: """
            No system of this name is reproduced: the survey says of one that edge servers train PPO and average its
            parameters, and of its world, rates and schedule nothing. In the manner of that sentence:
            Between exchanges: every agent learns in its own world            learner: ppo
            Every `every`:     θ̄ = (1/K) Σₖ θₖ of π and V                    upload: parameters, aggregate: mean
                               θₖ ← θ̄                                        digest: replace

            Deviations from what is known of the system:
              1. None can be named but its world, task scheduling at the edge, which is not here: rates, networks, schedule and what
                 else travels are not published. Here log deviations of controls travel too; optimizers and unfinished
                 rollouts stay with the agent.
              2. Agents start from one network of each role (`start: common`); with `start: own` each draws its own.
            """,
        source: Source(
            .survey,
            note: "which tells of Tai's federated PPO for task scheduling at the edge in a sentence",
            evidence: .recalled,
            grounds: [
                .from(.recalled, "parameters of PPO agents are averaged"),
                .from(.ours, "which parts travel, and when; rates and networks of the starter"),
                .unknown("world, rates, schedule and results of the system"),
            ]),
        fields: Axes.fields(every: 5, upload: "parameters", aggregate: "mean", digest: Axes.kind("replace"))
            + [.alias("networks", of: "upload.parameters.networks", "Which parts travel; all an agent has without it")],
        requirements: [Requirement.commonStart],
        learners: ["ppo"], starter: .unlikeProximalPolicy)
}

extension Starter {
    /// Agents whose rollouts are no part of their rounds, on poles of their own lengths.
    static var unlikeProximalPolicy: Starter {
        var starter = Starter.proximalPolicy
        starter.environment = "{cartpole: {pole_half_length: {relative: [-0.5, 0.5]}}}"
        starter.rounds = "200"
        starter.evaluation = "{every: {rounds: 20}, episodes: 20, policy: greedy}"
        starter.measures = ["training_return", "evaluation_return: {reduce: [mean, worst]}", "bytes"]
        return starter
    }
}
