import Config
import Determinism

extension Method {
    /// Grouped federation, after Nadiger et al.
    static let grouped = Method(
        "grouped",
        "Agents that come to be alike are put into groups, found anew at every meeting, and each group has its own mean.",
        details: """
            The paper has a grouping policy (who federates with whom), a learning policy (DQN) and a federation policy (when models
            are merged); of its statistic, schedule and rates nothing is published.
            Between exchanges: every agent learns in its own world            learner: dqn, double_dqn
            Every `every`:     agents fall into two groups by their returns    weights: groups
                               θ̄_g = the mean over group g of θₖ and θ′ₖ       upload: parameters, aggregate: mean
                               θₖ ← θ̄_g, θ′ₖ ← θ̄_g′                           digest: replace
            `weights: {groups: {by: …}}` groups by return curves, visits, a number of the worlds, or names; the last is what knows
            the truth where there is one. Checkpoints hold the groups.

            Deviations from the paper:
              1. What agents are grouped by is ours: k-means on their mean returns at the last five meetings.
              2. Worlds of unlike constants stand for the paper's players of Pong.
            """,
        source: Source(
            .fastPersonalization, evidence: .recalled,
            grounds: [
                .from(
                    .recalled,
                    "grouping, learning and federation policies; DQN; 3 to 5 players, 17 % less time in the median"),
                .from(.ours, "the statistic, the schedule and the worlds"),
                .unknown("the paper's statistic, trigger, rates and networks"),
            ]),
        fields: Axes.fields(
            every: 5, upload: .parameters(["q", "q_target"]), aggregate: "mean", digest: Axes.kind("replace"),
            others: ["weights": Axes.kind("groups")])
            + [.alias("networks", of: "upload.parameters.networks", "Which parts travel")],
        requirements: [Requirement.commonStart],
        learners: ["double_dqn", "dqn"], starter: Starter.twoKindsOfPoles.against("dqnavg"))
}

extension Starter {
    /// Deep Q-learners on short poles and long ones, in turn.
    static var twoKindsOfPoles: Starter {
        var starter = Starter.deepQ
        starter.environment = "{cartpole: {pole_half_length: {values: [0.15, 2]}}}"
        return starter
    }
}
