import Config
import Federation
import Learning

/// What policies are worth in known worlds, without episodes.
struct ExactReturn: Measure {
    static let component = Component(
        "exact_return",
        "By agent and evaluated round: the discounted return J(π) of its policy, by linear solve in known worlds.",
        details: """
            J(π) = Σ_s d₀(s) V^π(s) with V^π = (I − γP^π)⁻¹ R^π and the learner's γ, for each entry of `evaluation.worlds`, or in
            `own` where there is no evaluation. In a set of worlds an agent's value is the mean over its worlds.

            With `reduce`, v(w) is the mean over the agents of J in world w: mean = (1/W) Σ v(w), worst = min v(w). In `own`, every
            agent's world is one w, and the policy is that agent's. With `replicas`, each copy has its number, beside
            `mean_over_replicas` = {mean, standard_error}, and so for worst: the deviation (unbiased variance) over √copies.
            """,
        fields: [WorldReduction.field])

    static let scale = MeasureScale(.higherIsBetter, in: "discounted reward")

    private let reduction: WorldReduction

    init(_ settings: Settings) { reduction = WorldReduction(settings) }

    func refusal(of learners: [any Learner], in models: [FiniteModel]?) -> Unfit? { Self.refusal(learners, models) }

    /// Why policies of such agents cannot be solved for; nil where they can.
    static func refusal(_ learners: [any Learner], _ models: [FiniteModel]?) -> Unfit? {
        guard models != nil else { return .here("returns are exact only in finite worlds") }
        return learners.allSatisfy { $0 is any Tabular } ? nil : .here("these agents have no policy by state")
    }

    func probe(_ plan: CellPlan) -> (any Probe)? {
        let names = plan.evaluation?.worlds ?? [EvaluationWorlds.own]
        let copies = plan.copies.map { copy in
            let own = copy.agents.map { $0.makeEnvironment() }
            let worlds = EvaluationWorlds(plan, replica: copy)
            return names.map { name in
                ExactReturns.Worlds(name: name, models: worlds.models(name, own: own) ?? [])
            }
        }
        return ExactReturnProbe(returns: ExactReturns(plan, copies), reduction: reduction)
    }
}

private struct ExactReturnProbe: Probe {
    let returns: ExactReturns
    let reduction: WorldReduction

    func value(of population: Population, round: Int) -> MeasureValue {
        let value = reduction.value(ofReplicas: returns.values(of: population))
        return returns.copies.count > 1 && !reduction.kinds.isEmpty ? value.summedUp : value
    }
}

extension MeasureValue {
    /// With the mean and its standard error beside every named list.
    fileprivate var summedUp: MeasureValue {
        guard case .named(let members) = self else { return self }
        return .named(
            members.flatMap { name, value -> [(String, MeasureValue)] in
                guard case .list(let values) = value else { return [(name, value.summedUp)] }
                let numbers = values.compactMap(\.self)
                let count = Double(numbers.count)
                let mean = numbers.reduce(0, +) / count
                let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
                return [
                    (name, value),
                    (
                        name + ReplicaNumbers.suffix,
                        .named([
                            ("mean", .number(mean)), ("standard_error", .number((variance / count).squareRoot())),
                        ])
                    ),
                ]
            })
    }
}
