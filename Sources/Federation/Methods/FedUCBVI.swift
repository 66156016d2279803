import Config
import Determinism

extension Method {
    /// Fed-UCBVI: agents plan together, when one has seen something twice as often.
    static let fedUCBVI = Method(
        "fed_ucbvi",
        "Agents of a finite horizon plan together, optimistically, once one of them has seen something twice as often.",
        details: """
            Every round:     agents follow the common plan, and count                learner: ucbvi
            After a round in which some agent's visits of some (h, s, a) have doubled:
                             `when: {event: {count_doubling: {rule: mixture}}}`
                h = H − 1 … 0:  Σₖ over the agents of their sums of step h              upload: moments, aggregate: mean
                                Q_h = min(Σₖ nₖ Q̂ₖ/N + b, H), V_h = max_a Q_h, π_h = argmax_a Q_h    digest: plan_backward
            The rules differ in what has to double: `concord explain count_doubling`. An agent that is alone plans for itself by the
            same steps, and by no byte. Measures: `regret` in the common world, `exchanges`.

            Deviations from the program of the authors:
              1. Those of `concord explain ucbvi`, `plan_backward` and `count_doubling`.
              2. Its program sends the global counts by rows of the wrong axis, so that with H < S some states never get theirs; here
                 all do.
            """,
        source: Source(
            .federatedUCBVI, note: "program of the authors", evidence: .authorCode,
            grounds: [
                .from(
                    .authorCode,
                    "the backward steps, the triggers, δ 0.05; S = A = 5, H = 4, contaminations 0 and 10⁻³ … 10^(−1/2), 5 runs"
                ),
                .unknown("the paper's curves as numbers, and its new measure of heterogeneity"),
            ]),
        fields: Axes.fields(
            every: 1, upload: "moments", aggregate: "mean", digest: Axes.kind("plan_backward"),
            others: ["when": mixture]),
        learners: ["ucbvi"], starter: .episodic)

    private static let mixture: CanonicalValue = .object([
        .init(
            "event",
            .object([
                .init(
                    "of",
                    .object([.init("count_doubling", .object([.init("rule", Axes.kind("mixture"))]))]))
            ]))
    ])
}

extension Starter {
    /// Agents of a finite horizon in worlds that are alike.
    static var episodic: Starter {
        var starter = Starter()
        starter.environment = "{episodic_mdp: {states: 5, actions: 5, horizon: 4}}"
        starter.learner = "ucbvi"
        starter.network = nil
        starter.optimizer = nil
        starter.rounds = "500"
        starter.evaluation = "{every: {rounds: 50}, exact: true, worlds: [nominal]}"
        starter.measures = ["regret", "exchanges", "training_return", "bytes"]
        return starter
    }
}
