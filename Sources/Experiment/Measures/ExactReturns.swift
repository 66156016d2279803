import Federation
import Learning

/// The discounted returns of tabular policies in known worlds, replica by replica.
struct ExactReturns: Sendable {
    /// The models of one name, by world, then by agent.
    struct Worlds: Sendable {
        let name: String
        let models: [[FiniteModel]]
    }

    /// By replica.
    let copies: [[Worlds]]
    /// By agent of a replica.
    private let discounts: [Double]

    /// Values begin where the plan's evaluation says, or the worlds.
    init(_ plan: CellPlan, _ copies: [[Worlds]]) {
        self.copies = copies.map { sets in
            sets.map { Worlds(name: $0.name, models: $0.models.map(plan.evaluated)) }
        }
        discounts = plan.discounts
    }

    /// J(π) of every agent, by replica, then by name of the worlds.
    func values(of population: Population) -> [[WorldReturns]] {
        copies.indices.map { values(of: population, replica: $0) }
    }

    /// J(π) of every agent of a replica, by name of the worlds.
    func values(of population: Population, replica: Int) -> [WorldReturns] {
        let count = discounts.count
        let policies = (0..<count).map { population.tabularPolicy(of: replica * count + $0) }
        return copies[replica].map { worlds in
            WorldReturns(
                name: worlds.name,
                returns: worlds.models.map { models in
                    var returns: [Double] = []
                    for agent in 0..<count {
                        // Agents that have just averaged have one policy, worth the same in a world all share at one discount.
                        if agent > 0, discounts[agent] == discounts[agent - 1],
                            policies[agent] == policies[agent - 1], models[agent] == models[agent - 1]
                        {
                            returns.append(returns[agent - 1])
                        } else {
                            // An agent of a lost rank has no policy here.
                            returns.append(
                                policies[agent].map {
                                    models[agent].exactReturn(of: $0, discount: discounts[agent])
                                } ?? .nan)
                        }
                    }
                    return returns
                })
        }
    }
}

extension CellPlan {
    /// The agents' discounts, by agent of a replica.
    var discounts: [Double] { agents.map(\.discount) }

    /// Worlds as values are computed in them: begun where the evaluation says.
    func evaluated(_ models: [FiniteModel]) -> [FiniteModel] {
        evaluation?.startsAnywhere == true ? models.map(\.startingAnywhere) : models
    }
}

extension AgentPlan {
    /// The learner's discount; one without has none to evaluate with.
    fileprivate var discount: Double {
        guard let component = language.learners[learner.kind], component.field("discount") != nil else {
            preconditionFailure("learners with exact returns have a discount")
        }
        return learner.settings(component).number("discount")
    }
}
