import Config
import Determinism

extension Method {
    /// ImAvg: who has learned more of a number says more of it.
    static let imAvg = Method(
        "imavg",
        "Agents that each see a part of a world average their action values by how often they have visited what each stands for.",
        details: """
            The paper's experiments and their settings are not known here.

            Between exchanges: tabular Q-learning with rate η, visits counted      learner: online_table
            Every `every`:     Q̄(s, a) = Σₖ αₖ(s, a) Qₖ(s, a)                      upload: parameters, aggregate: mean
                               αₖ(s, a) = (1 − η)^(−Nₖ(s, a)) / Σⱼ (1 − η)^(−Nⱼ(s, a))   weights: importance
                               Qₖ ← Q̄                                              digest: replace
            Nₖ counts visits since the exchange before. Who has not been at (s, a) has nothing new to say of it: (1 − η)^N of the
            common value is left in a table after N visits. Agents have to cover the pairs together, and not each by itself.
            `weights: uniform` is the paper's equal averaging. η is told twice: as `rate` here and as the learning rate.
            """,
        source: Source(
            .blessingOfHeterogeneity, note: "JMLR 26(26), 2025", evidence: .recalled,
            grounds: [
                .from(
                    .recalled,
                    "α, visits since the last synchronization, equal averaging beside it, as another's program has them"
                ),
                .from(.ours, "the worlds and behaviors of our studies"),
                .unknown("the paper's experiments and their settings"),
            ]),
        fields: Axes.fields(
            every: 1, upload: .parameters(["q"]), aggregate: "mean", digest: Axes.kind("replace"),
            others: ["weights": Axes.kind("importance")])
            + [.alias("rate", of: "weights.importance.rate", "η: the rate of the agents' updates")],
        learners: ["online_table"], starter: Starter.oneActionEach.against("parameter_average"))
}

extension Starter {
    /// Tabular learners that each try one action of a common world.
    static var oneActionEach: Starter {
        var starter = Starter(
            environment: "{dirichlet_mdp: {actions: 3, horizon: 10000}}",
            learner: "{online_table: {discount: 0.8, behavior: {always: {action: {values: [0, 1, 2]}}}}}")
        starter.network = nil
        starter.optimizer = "{sgd: {learning_rate: 0.1}}"
        starter.round = "{steps: 100}"
        starter.rounds = "50"
        starter.evaluation = "{every: {rounds: 10}, episodes: 4, policy: greedy}"
        starter.measures = ["largest_error_to_fixed_point", "evaluation_return", "bytes"]
        return starter
    }
}
