import Config
import Learning

/// The server plans from all agents' sums, step by step backward, and agents go on from its plan.
struct PlanBackward: Digest {
    static let component = Component(
        "plan_backward",
        "For each step of an episode, from the last to the first: agents send sums, the server plans from all, agents take the plan.",
        details: """
            for h = H − 1 … 0:
                ask       every agent's sums of step h under the plan of step h + 1            `upload: moments`
                merge     their mean, times the number of agents that are there: Σₖ           `aggregate: mean`, `weights: uniform`
                plan      what the learner makes of its own sums where it is alone (`concord explain ucbvi`): Q_h and N
                tell      Q_h(s, a) and N(h, s, a): 2 · S · A numbers of 8 bytes
            The H answers and questions are one meeting, and one planning: agents act by the new plan once they have all of it. Who
            is away keeps the plan it has. Agents' sums stay theirs, and go on.
            Numbered deviations from the source:
            1. It sends V_h and π_h beside N; here agents make both of Q_h: the same numbers.
            """,
        source: Source(
            .federatedUCBVI, note: "program of the authors", evidence: .authorCode,
            grounds: [.from(.authorCode, "the walk over steps backward, and what passes")]),
        fields: [])

    static let spaces = [Signature.Space.moment]

    init(_ settings: Settings) {}

    @specialized(where P == PopulationParties)
    func run<P: Parties>(_ talk: inout Conversation<P>, _ state: inout Stateless) {
        guard let planner = talk.facts.planner else { return }
        for request in talk.requests {
            let merged = talk.merge(talk.ask(request), as: "plan")
            talk.assign(talk.tell(planned(merged, by: planner, for: talk.participants.count)))
        }
    }

    /// The plan of a step, where its sums were.
    private func planned(_ sums: Batch, by planner: StepPlanner, for agents: Int) -> Batch {
        let signature = Signature(
            sums.signature.kind, .moment, .double, width: planner.answers, columns: planner.answers)
        // Guards on the way down go by what is sent, not by what was asked for.
        let request = Request(sums.request.content, signature)
        var plan = Batch(signature, request, count: 1, base: sums.base, epoch: sums.epoch)
        plan.receivers = sums.receivers
        plan.served = sums.served
        guard let row = sums.doubles?.base else { return plan }
        withUnsafeTemporaryAllocation(of: Double.self, capacity: planner.answers) { answers in
            guard let base = answers.baseAddress else { return }
            planner.plan(row, Double(agents), base)
            row.update(from: base, count: planner.answers)
        }
        return plan
    }
}
