import Config
import Determinism

extension Method {
    /// FedQ-Hoeffding: optimistic Q-learning whose rounds end when an agent has seen its share.
    static let fedQHoeffding = Method(
        "fedq_hoeffding",
        "Agents of a finite horizon do optimistic Q-learning together, once one has seen its share of what all had seen.",
        details: """
            Every round:     agents follow argmax Q_h, and sum up r + V_{h+1}(s')       learner: ucb_hoeffding
            After a round in which some agent's visits of some (h, s, a) have come to max(1, ⌊N/(K H (H + 1))⌋):
                             `when: {event: visit_quota}`
                h = H − 1 … 0:  Σₖ over the agents of their sums and visits           upload: moments, aggregate: mean
                                agents step to their mean with η_t = (H + 1)/(H + t)       digest: plan_backward
            Sums of visits since the last meeting are sent, and begin anew. An agent that is alone updates after every round, by no
            byte: UCB-Hoeffding. The number of meetings depends on the bonus, which the source leaves open: `concord explain
            ucb_hoeffding` says which is used.

            Deviations from the source: those of `concord explain ucb_hoeffding`.
            """,
        source: Source(
            .federatedQLearning, .federatedUCBVI,
            note: "a baseline in the program of the latter", evidence: .authorCode,
            grounds: [
                .from(.authorCode, "the trigger and the step to a round's mean"),
                .unknown("the bonus of its experiments: H, S, A = 2, 2, 2 and 5, 3, 2, M = 10, 10⁷ episodes"),
            ]),
        fields: Axes.fields(
            every: 1, upload: "moments", aggregate: "mean", digest: Axes.kind("plan_backward"),
            others: ["when": quota]),
        learners: ["ucb_hoeffding"], starter: .optimisticValues)

    private static let quota: CanonicalValue = .object([
        .init("event", .object([.init("of", Axes.kind("visit_quota"))]))
    ])
}

extension Starter {
    /// The same without models.
    static var optimisticValues: Starter {
        var starter = Starter.episodic
        starter.learner = "ucb_hoeffding"
        return starter
    }
}
