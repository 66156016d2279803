import Config
import Federation
import Learning

/// What agents could get in their own worlds, each with a policy of its own.
struct MeanOfOwnOptima: Measure {
    static let component = Component(
        "mean_of_own_optima",
        "The mean over the agents of the best return in their own worlds: what no common policy exceeds.",
        details: """
            (1/K) Σₖ max_π Jₖ(π), by value iteration and linear solve, with the learner's γ; J as `exact_return` has it, from where
            `evaluation.start` says. The same number in every round; with `replicas`, one by copy.
            """,
        fields: [])
    static let direction = MeasureDirection.describes

    init(_ settings: Settings) {}

    func refusal(of learners: [any Learner], in models: [FiniteModel]?) -> Unfit? {
        PolicyOptima.refusal(learners, models)
    }

    func probe(_ plan: CellPlan) -> (any Probe)? { PolicyOptima(plan).probe(\.meanOfOwn) }
}

/// What agents could get with one deterministic policy for all.
struct BestDeterministicReturn: Measure {
    static let component = Component(
        "best_deterministic_return",
        "The best mean return over the agents' worlds of one deterministic policy that is common to all.",
        details: """
            max_π (1/K) Σₖ Jₖ(π) over the deterministic policies, all of which are tried: at most 2¹⁵ of them. In unlike worlds a policy that draws its actions may be worth more. γ and J as
            `mean_of_own_optima` has them. The same number in every round; with `replicas`, one by copy.
            """,
        fields: [])
    static let direction = MeasureDirection.describes

    init(_ settings: Settings) {}

    func refusal(of learners: [any Learner], in models: [FiniteModel]?) -> Unfit? {
        if let refusal = PolicyOptima.refusal(learners, models) { return refusal }
        guard let models, let first = models.first else { return nil }
        guard models.allSatisfy({ $0.states == first.states && $0.actions == first.actions }) else {
            return .here("the worlds have unlike numbers of states or actions, and no policy in common")
        }
        var policies = 1.0
        for _ in 0..<first.states { policies *= Double(first.actions) }
        return policies <= 0x1p15
            ? nil
            : .here(
                "\(first.actions) actions in \(first.states) states make more deterministic policies than can be tried")
    }

    func probe(_ plan: CellPlan) -> (any Probe)? { PolicyOptima(plan).probe(\.bestDeterministic) }
}

/// The agents' worlds and discounts, by replica.
private struct PolicyOptima {
    private let copies: [Copy]

    init(_ plan: CellPlan) {
        let startsAnywhere = plan.evaluation?.startsAnywhere == true
        let discounts = plan.discounts
        copies = plan.copies.map { copy in
            let models = copy.agents.compactMap { $0.makeEnvironment().model }
            return Copy(models: startsAnywhere ? models.map(\.startingAnywhere) : models, discounts: discounts)
        }
    }

    static func refusal(_ learners: [any Learner], _ models: [FiniteModel]?) -> Unfit? {
        guard models != nil else { return .here("returns are exact only in finite worlds") }
        return learners.allSatisfy { $0 is any Tabular } ? nil : .here("these agents have no policy by state")
    }

    func probe(_ value: (Copy) -> Double) -> any Probe {
        let values = copies.map(value)
        return ConstantProbe(constant: values.count == 1 ? .number(values[0]) : .list(values))
    }

    /// The worlds of one copy.
    struct Copy {
        let models: [FiniteModel]
        let discounts: [Double]

        var meanOfOwn: Double {
            zip(models, discounts).reduce(0) { sum, pair in
                let (model, discount) = pair
                let values = model.optimum(discount: discount, tolerance: 1e-10).actionValues
                return sum + model.exactReturn(of: model.greedyPolicy(of: values), discount: discount)
            } / Double(models.count)
        }

        var bestDeterministic: Double {
            let (states, actions) = (models[0].states, models[0].actions)
            // Agents in equal worlds are solved for once.
            var solvers: [(solver: DeterministicReturn, agents: Int)] = []
            for (index, model) in models.enumerated() {
                let first = (0..<index).first { models[$0] == model && discounts[$0] == discounts[index] }
                if let first, let place = solvers.firstIndex(where: { $0.solver.agent == first }) {
                    solvers[place].agents += 1
                } else {
                    solvers.append((DeterministicReturn(model, discount: discounts[index], agent: index), 1))
                }
            }
            var policy = [Int](repeating: 0, count: states)
            var best = -Double.infinity
            while true {
                let sum = solvers.reduce(0.0) { $0 + Double($1.agents) * $1.solver.value(of: policy) }
                best = max(best, sum / Double(models.count))
                guard let state = policy.firstIndex(where: { $0 < actions - 1 }) else { return best }
                policy[state] += 1
                for earlier in 0..<state { policy[earlier] = 0 }
            }
        }
    }
}
