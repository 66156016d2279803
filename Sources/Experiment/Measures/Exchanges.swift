import Config
import Federation
import Learning

/// Plans of policies so far, by agent or for all together.
struct Exchanges: Measure {
    static let component = Component(
        "exchanges",
        "How often the agents' policies have been planned so far, in the mean over the agents: together, or each for itself.",
        details: """
            Where an exchange plans for the agents, its meetings; an agent that is alone, or in no such exchange, plans for itself, and its
            plannings count as well, though no byte passes. With `replicas`, one number by copy.
            """,
        fields: [])
    static let scale = MeasureScale(.lowerIsBetter, in: "plannings", beginsAtZero: true)

    init(_ settings: Settings) {}

    func refusal(of learners: [any Learner], in models: [FiniteModel]?) -> Unfit? {
        learners.allSatisfy { $0 is any Episodic } ? nil : .here("these agents do not plan")
    }

    func probe(_ plan: CellPlan) -> (any Probe)? { PlanningProbe(agents: plan.agents.count, copies: plan.replicas) }
}

private struct PlanningProbe: Probe {
    let agents: Int
    let copies: Int

    func value(of population: Population, round: Int) -> MeasureValue {
        .byCopy(
            (0..<copies).map { copy in
                (0..<agents).reduce(0) { $0 + Double(population.plannings(of: copy * agents + $1) ?? 0) }
                    / Double(agents)
            })
    }
}

extension MeasureValue {
    /// A number, or one by copy.
    static func byCopy(_ numbers: [Double]) -> MeasureValue {
        numbers.count == 1 ? .number(numbers[0]) : .list(numbers)
    }
}
