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
    static let scale = MeasureScale(.describes, in: "discounted reward")

    init(_ settings: Settings) {}

    func refusal(of learners: [any Learner], in models: [FiniteModel]?) -> Unfit? {
        ExactReturn.refusal(learners, models)
    }

    func probe(_ plan: CellPlan) -> (any Probe)? { PolicyOptima(plan).probe(\.meanOfOwn) }
}

/// What agents could get with one deterministic policy for all.
struct BestDeterministicReturn: Measure {
    static let component = Component(
        "best_deterministic_return",
        "The best mean return over the agents' worlds of one deterministic policy that is common to all.",
        details: """
            max_π (1/K) Σₖ Jₖ(π) over the deterministic policies, all of which are tried: at most 2¹⁵ of them. \
            In unlike worlds a policy that draws its actions may be worth more. γ and J as
            `mean_of_own_optima` has them. The same number in every round; with `replicas`, one by copy.
            """,
        fields: [])
    static let scale = MeasureScale(.describes, in: "discounted reward")

    init(_ settings: Settings) {}

    func refusal(of learners: [any Learner], in models: [FiniteModel]?) -> Unfit? {
        if let refusal = ExactReturn.refusal(learners, models) { return refusal }
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
        copies = plan.copies.map { copy in
            Copy(plan.evaluated(copy.agents.compactMap { $0.makeEnvironment().model }), discounts: plan.discounts)
        }
    }

    func probe(_ value: (Copy) -> Double) -> any Probe {
        let values = copies.map(value)
        return ConstantProbe(constant: values.count == 1 ? .number(values[0]) : .list(values))
    }

    /// The worlds of one copy, equal ones once.
    struct Copy {
        private var worlds: [(model: FiniteModel, discount: Double)] = []
        /// By agent: which of the worlds is its own.
        private var own: [Int] = []

        init(_ models: [FiniteModel], discounts: [Double]) {
            for (model, discount) in zip(models, discounts) {
                let known = worlds.firstIndex { $0.model == model && $0.discount == discount }
                own.append(known ?? worlds.count)
                if known == nil { worlds.append((model, discount)) }
            }
        }

        var meanOfOwn: Double {
            let best = worlds.map { model, discount in
                let values = model.optimum(discount: discount, tolerance: 1e-10).actionValues
                return model.exactReturn(of: model.greedyPolicy(of: values), discount: discount)
            }
            return own.reduce(0) { $0 + best[$1] } / Double(own.count)
        }

        var bestDeterministic: Double {
            let (states, actions) = (worlds[0].model.states, worlds[0].model.actions)
            let solvers = worlds.map { DeterministicReturn($0.model, discount: $0.discount) }
            let agents = worlds.indices.map { world in Double(own.count { $0 == world }) }
            var policy = [Int](repeating: 0, count: states)
            var best = -Double.infinity
            while true {
                let sum = zip(solvers, agents).reduce(0) { $0 + $1.1 * $1.0.value(of: policy) }
                best = max(best, sum / Double(own.count))
                guard let state = policy.firstIndex(where: { $0 < actions - 1 }) else { return best }
                policy[state] += 1
                for earlier in 0..<state { policy[earlier] = 0 }
            }
        }
    }
}
