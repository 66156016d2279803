import Config
import Determinism

extension Method {
    /// CAESAR: agents in unlike worlds find those in worlds like theirs.
    static let caesar = Method(
        "caesar",
        "Agents that cannot know whose world is like theirs learn from those that come nearer to them and do better.",
        details: """
            The paper's results are not known here as numbers.

            Between exchanges: every agent learns in its own world               learner: online_table, or any that acts
            Every `every`:     pᵢⱼ grows where agents come nearer                 weights: caesar
                               Q̄ᵢ = the mean over {j : Uᵢⱼ < pᵢⱼ, fⱼ > fᵢ}         upload: parameters, aggregate: mean
                               Qᵢ ← Qᵢ − 0.1 (Qᵢ − Q̄ᵢ)                            digest: soft, share = 0.1
            What it is compared with are other weights: uniform ("all"), groups of what is known ("peers"),
            {caesar: {better: false}} ("sampling"), {caesar: {converging: false}} ("screen"), identity ("self").
            The paper's agents exchange every 100 steps of tabular Q-learning with η 0.1, γ 0.9, ε 0.1 and starts of N(0, 1) by state.

            Deviations from the authors' program: those of the weights, below, and
              1. Any learner that acts, its networks too: distances are of all numbers that are sent.
            """,
        source: Source(
            .caesar, note: "program of the authors", evidence: .authorCode,
            grounds: [
                .from(.authorCode, "who learns from whom, a tenth of the way; what it is compared with"),
                .from(.ours, "all agents at once, other learners"),
                .unknown("the paper's results as numbers"),
            ]),
        fields: Axes.fields(
            every: 1, upload: "parameters", aggregate: "mean",
            digest: .object([.init("soft", .object([.init("share", .number(0.1))]))]),
            others: ["weights": Axes.kind("caesar")]),
        starter: Starter.twoKindsOfCorridor.against("parameter_average"))
}

extension Starter {
    /// Tabular learners in corridors whose good end is on the right or on the left, in turn.
    static var twoKindsOfCorridor: Starter {
        var starter = Starter(
            environment: "{corridor: {reward_sign: {values: [1, -1]}}}",
            learner: "{online_table: {behavior: {epsilon_greedy: 0.1}, initial: normal}}")
        starter.network = nil
        starter.optimizer = "{sgd: {learning_rate: 0.1}}"
        starter.round = "{steps: 100}"
        starter.rounds = "100"
        starter.evaluation = "{every: {rounds: 1}, episodes: 1, policy: greedy}"
        return starter
    }
}
