import Config

extension Method {
    /// FedKL: policies are held near their mean while agents train.
    static let fedKL = Method(
        "fedkl",
        "Agents go on from the mean of all, and their policies are held near it while they train in unlike worlds.",
        details: """
            What the source leaves open, and is chosen here: β₀ and its target for PPO, when agents meet. Its returns are not known as
            numbers.

            Between exchanges: every agent learns in its own world            learner: ppo
                               loss + β mean KL(π′ ‖ π) + σ mean D(π̄, π)       digest: policy_penalty, D = √KL
                               β, σ follow their targets after every update   `concord explain policy_penalty`
            Every `every`:     the means of π and V                           upload: parameters, aggregate: mean
                               θₖ ← θ̄, and its policy π̄ is where k is held
            σ = 0 and β = 0 together are `fedppo`.

            Deviations from the paper:
              1. The local objective is PPO's; there it is TRPO's, of which PPO's clip takes a part of what β does.
              2. π′ is the policy at the end of a rollout. Where an exchange has changed it in the middle, another one drew the first
                 steps; there every update has a rollout of its own.
              3. σ never falls below its start, and β never below 10⁻⁸; in the program they do where max Â / D, max Â / KL is less.
              4. Agents count alike; there by their samples, which are equal: `weights: samples`.
              5. A client whose return fell too far is trained again there, up to five times; here it is reported.
              6. Everybody comes, unless `participation` says otherwise; in the published command 7 clients per round. 50 iterations
                 between two rounds there: `every` here. Agents start from one network of each role (`start: common`).
              7. Distances without a closed form are not here: of Gaussian policies the program's total variation is a bound.
            """,
        source: Source(
            .fedKL, note: "its program, ShiehShieh/FedKL 540db76", evidence: .authorCode,
            grounds: [
                .from(
                    .authorCode,
                    "both penalties, their adaptation, threshold and bounds; √KL, σ₀ = 0.001 and target 0.07 as in the published command"
                ),
                .from(.ours, "β₀ and its target for PPO where a spec is silent, when agents meet"),
                .unknown("the paper's returns as numbers"),
            ]),
        fields: Axes.fields(every: 5, upload: "parameters", aggregate: "mean", digest: Axes.kind("policy_penalty"))
            + [
                .alias("networks", of: "upload.parameters.networks", "Which parts travel; all without it"),
                .alias(
                    "distance", of: "digest.policy_penalty.distance", "How far policies are from where they are held, D"
                ),
                .alias(
                    "coefficient", of: "digest.policy_penalty.coefficient", "How strongly at first and at least, σ₀"),
                .alias("target", of: "digest.policy_penalty.target", "What D is to be"),
            ],
        requirements: [Requirement.commonStart],
        learners: ["ppo"], starter: Starter.unlikeProximalPolicy.against("fedppo"))
}
