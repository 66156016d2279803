import Config
import Federation
import Learning

/// How much of a robust set around the mean world is needed to cover the agents' worlds.
struct CoveringDegree: Measure {
    static let component = Component(
        "covering_degree",
        "κ: the least ω with which FedRQ's set around the mean of the agents' kernels covers all of them.",
        details: """
            κ(s, a) = 1 − min over agents k and s' with P̄(s'|s, a) > 0 of Pₖ(s'|s, a)/P̄(s'|s, a), P̄ = (1/K) Σₖ Pₖ;
            largest = max κ(s, a), mean = its mean over all pairs. Every Pₖ is (1 − ω) P̄ + ω q, with q a distribution over states
            that can follow in some world, if and only if ω ≥ κ. It is 0 where all worlds are alike, and 1 where a successor of one
            world follows in no way in another. The same numbers in every round. Needs finite worlds of equal size.

            Deviations from the paper:
              1. Its own definition was not available to us: this one follows from what its set has to cover.
            """,
        source: Source(
            .heterogeneousEnvironments, evidence: .ours,
            grounds: [.from(.ours, "κ, from what the set has to cover"), .unknown("the definition of the paper")]),
        fields: [])
    static let scale = MeasureScale(.describes, in: "probability", beginsAtZero: true)

    let members = ["largest", "mean"]

    init(_ settings: Settings) {}

    func refusal(of learners: [any Learner], in models: [FiniteModel]?) -> Unfit? {
        guard let models else { return .here("only finite worlds can be compared") }
        return FiniteModel.mean(of: models) == nil ? .here("the worlds have unlike numbers of states or actions") : nil
    }

    func probe(_ plan: CellPlan) -> (any Probe)? {
        plan.models.flatMap(FiniteModel.coveringDegrees).map { degrees in
            ConstantProbe(
                constant: .named([
                    ("largest", .number(degrees.max() ?? 0)),
                    ("mean", .number(degrees.reduce(0, +) / Double(max(degrees.count, 1)))),
                ]))
        }
    }
}
