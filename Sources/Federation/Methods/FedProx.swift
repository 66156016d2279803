import Config

extension Method {
    /// FedProx: parameters are held near their mean while agents train.
    static let fedProx = Method(
        "fedprox",
        "Agents go on from the mean of all, and their parameters are held near it while they train in unlike worlds.",
        details: """
            Between exchanges: every agent learns in its own world, with a term in its loss:
                               (μ/2) ‖θₖ − θ̄‖²                                digest: proximal, μ = 0.01
            Every `every`:     θ̄ = (1/K) Σₖ θₖ                                upload: parameters, aggregate: mean
                               θₖ ← θ̄, where agent k is held from now on
            μ = 0 is `parameter_average`. For any learner with networks: ppo, a2c, reinforce, dqn, double_dqn, ddpg.

            Deviations from the paper (its baseline in FedKL's study, "FedProx" for policies):
              1. PPO and others here; FedKL's program trains TRPO's penalized objective.
              2. All networks that travel are held; the program holds policies alone: `networks: [policy]`, in a box
                 `[policy, log_deviation]`, sends, and holds, only those.
              3. The program computes (μ/4) ‖θ − θ̄‖²: its norm is halved already. Here μ is the paper's.
              4. Agents count alike; there by their samples, which are equal: `weights: samples`.
              5. Everybody comes, unless `participation` says otherwise; the paper draws some clients per round. Agents start from one
                 network of each role (`start: common`).
            """,
        source: Source(
            .fedProx, .fedKL, note: "as in the program of the latter", evidence: .authorCode,
            grounds: [
                .from(.authorCode, "the term over policies' parameters, and its anchor, as FedKL's program has them"),
                .from(.recalled, "the paper's own term; it is of supervised learning"),
                .from(.ours, "⟦proximal.weight⟧ for μ where a spec is silent, over which networks, when agents meet"),
            ]),
        fields: Axes.fields(every: 5, upload: "parameters", aggregate: "mean", digest: Axes.kind("proximal"))
            + [
                .alias(
                    "networks", of: "upload.parameters.networks", "Which parts travel, and are held; all without it"),
                .alias("weight", of: "digest.proximal.weight", "How strongly agents are held, μ"),
            ],
        requirements: [Requirement.commonStart],
        learners: ["ppo", "a2c", "reinforce", "dqn", "double_dqn", "ddpg"],
        starter: Starter.unlikeProximalPolicy.against("fedppo"))
}
