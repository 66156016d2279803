import Config
import Determinism

extension Method {
    /// Contribution-weighted federation, after Gupta et al.
    static let contribution = Method(
        "contribution",
        "Deep Q-learners count by how much what they learned agrees with what all learned.",
        details: """
            Of the system it is told that the contribution of a vehicle is measured from local and global gradients and weighs it; the
            measure is not published here. In its place stand the angles of FedAdp:
            Between exchanges: every agent learns in its own world            learner: dqn, double_dqn
            Every `every`:     δₖ = θₖ − θ, δₖ′ = θₖ′ − θ′ since they met      upload: delta of q and q_target
                               wₖ from the angle of δₖ and the mean of all     weights: agreement
                               θ ← θ + Σₖ wₖ δₖ, θ′ ← θ′ + Σₖ wₖ δₖ′           aggregate: mean, digest: replace
            With `steepness: 0` all count alike: the mean of the networks, but for how sums of differences round.

            Deviations from the paper:
              1. The measure of contribution is FedAdp's, over the differences of two meetings in place of gradients.
              2. Worlds are not its radio network; rates, schedule and steepness are ours.
            """,
        source: Source(
            .cellularVehicles, .adaptiveWeighting,
            note: "of the former the abstract and what a survey tells of it; angles after the latter",
            evidence: .recalled,
            grounds: [
                .from(
                    .recalled,
                    "contribution from local and global gradients, adaptive weights, 40 % fewer rounds of communication"
                ),
                .from(.ours, "the measure of contribution, the schedule and the worlds"),
                .unknown("the paper's measure, learner, simulator and results as numbers"),
            ]),
        fields: Axes.fields(
            every: 1, upload: .delta(["q", "q_target"]), aggregate: "mean", digest: Axes.kind("replace"),
            others: ["weights": Axes.kind("agreement")])
            + [
                .alias("networks", of: "upload.delta.networks", "Which parts travel"),
                .alias("steepness", of: "weights.agreement.steepness", "How much agreement matters, α"),
            ],
        requirements: [Requirement.commonStart],
        learners: ["double_dqn", "dqn"], starter: Starter.deepQ.against("dqnavg"))
}
