import Config
import Determinism

extension Method {
    /// DPFed: the server learns who helps whom.
    static let dpFed = Method(
        "dpfed",
        "The server learns by reinforcement how much every agent counts in whose result, and keeps returns from falling apart.",
        details: """
            Of the paper an abstract is known: reinforcement learning on the server finds relations between clients, aggregates for each, and
            its reward keeps the variance of their accuracy down. Its clients learn from labels; formulas are not published here.
            Between exchanges: every agent learns in its own world            learner: dqn, double_dqn
            Every `every`:     R = mean gain in return − β · variance of returns    weights: learned
                               the server moves W along what R says of the W before
                               θ̄ᵢ = Σⱼ Wᵢⱼ θⱼ, θ̄ᵢ′ = Σⱼ Wᵢⱼ θⱼ′               upload: parameters, aggregate: mean
                               θᵢ ← θ̄ᵢ, θᵢ′ ← θ̄ᵢ′                             digest: replace
            `by: bandit` chooses among five shares of the mean in place of a weight for every pair.

            Deviations from the paper:
              1. Agents are deep Q-learners in worlds of their own, returns stand for accuracy.
              2. State, action and reward of the server, and how it learns, are ours: `concord explain learned`.
            """,
        source: Source(
            .dpFed, note: "its abstract", evidence: .recalled,
            grounds: [
                .from(
                    .recalled, "personalized aggregation per client, learned by the server, with a reward for fairness"),
                .from(.ours, "everything that has a formula here"),
                .unknown("the paper's formulas, networks, data sets and results"),
            ]),
        fields: Axes.fields(
            every: 2, upload: .parameters(["q", "q_target"]), aggregate: "mean", digest: Axes.kind("replace"),
            others: ["weights": Axes.kind("learned")])
            + [
                .alias("networks", of: "upload.parameters.networks", "Which parts travel"),
                .alias("by", of: "weights.learned.by", "How the server learns"),
                .alias("variance_penalty", of: "weights.learned.variance_penalty", "How much unequal returns count, β"),
            ],
        requirements: [Requirement.commonStart],
        learners: ["double_dqn", "dqn"], starter: Starter.twoKindsOfPoles.against("dqnavg"))
}
