import Config
import Determinism

extension Method {
    /// FedRQ: QAvg with backups that count the worst neighbor.
    static let fedRQ = Method(
        "fedrq",
        "QAvg made robust: part of every backup goes to the worst state that can follow, against worlds not seen.",
        details: """
            E updates:      Bₖ(V)(s, a) = R(s, a) + γ [(1 − ω) Σ Pₖ(s'|s, a) V(s') + ω min_{s' ∈ N_s} V(s')],
                            Vₖ ← (1 − η)Vₖ + η max_a Bₖ(Vₖ), then Qₖ = Bₖ(Vₖ)                learner: value_iteration
            Every `every`:  Q̄ = (1/K) Σₖ Qₖ                upload: parameters, aggregate: mean
                            Qₖ ← Q̄, Vₖ = max_a Q̄           digest: replace
            ω = 0 is `qavg`. Where N_s holds all states, as on most random MDPs, the worst neighbor is a constant and FedRQ has the
            greedy policies of QAvg with the discount γ(1 − ω).

            The paper's Theorem 1, that Q̄ converges to the optimum of the robust objective, is one of moving action values. It needs
            `learner.value_iteration.moves: actions`, where it holds at any constant η up to 1 with E = 1, and `robust.neighbors:
            union`. With `moves: values` Q̄ converges to another table, off by an amount of order η (`concord explain qavg`): by 1.25 of 136
            in five winds 0, ¼ … 1 of windy_cliff with ω = 0.1 and η = 0.2.

            Deviations from the paper:
              1. The paper moves action values: `learner.value_iteration.moves: actions` does. A silent spec has
                 `moves: ⟦value_iteration.moves⟧`, as QAvg's program, so that ω is the only difference between the two.
              2. The paper's ω is not known: ⟦value_iteration.robust.omega⟧ where a spec is silent.
              3. The paper's N_s is that of the agent, equal for all by assumption; here it is the union over the agents, which
                 makes it so (`robust.neighbors: own` does not).
            """,
        source: Source(
            .heterogeneousEnvironments, evidence: .paper,
            grounds: [
                .from(
                    .paper,
                    "a summary of it: the local update, the mean every E steps, N_s equal for all agents, Theorem 1"),
                .from(.ours, "what moves, the start at zero; what Q̄ converges to, computed"),
                .unknown("ω, E, the rate and how it decays, the number of agents, the worlds, and all results"),
            ]),
        fields: Axes.fields(every: 1, upload: "parameters", aggregate: "mean", digest: Axes.kind("replace")),
        requirements: [
            Requirement.unlessTold(
                .object([]), at: "robust", of: "value_iteration", because: "FedRQ is QAvg with robust backups")
        ],
        learners: ["value_iteration"],
        starter: .tabular("{value_iteration: {discount: 0.95, robust: {omega: 0.1}}}", rate: "1e-2"))
}
