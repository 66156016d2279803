import Federation
import Learning

/// An agent of a plan before its first round, made once for all that costs, exchanges and memory are asked of it: a world may take long
/// to make.
struct AgentSketch: Sendable {
    /// What it costs.
    let cost: PlanCosts.Agent
    /// What exchanges know of it.
    let facts: Facts.Agent
    /// The memory it takes, where it answers at no states that others ask it at.
    let footprint: Footprint
}

extension CellPlan {
    /// The agents as they begin, in order.
    var sketches: [AgentSketch] {
        guard let spaces = agents.first.map({ $0.seen($0.makeEnvironment()).spaces }) else { return [] }
        let compositions = compositions
        return agents.map { $0.sketch(announcing: spaces, in: compositions) }
    }
}

extension AgentPlan {
    /// The agent as it begins.
    ///
    /// - Parameters:
    ///   - spaces: what exchanges are told that it observes and can do: those of the plan's first agent.
    ///   - exchanges: what it takes part in, which may hold it while it trains.
    fileprivate func sketch(announcing spaces: Spaces, in exchanges: [Composition]) -> AgentSketch {
        let (world, learner) = (makeEnvironment(), makeLearner())
        var member = member(seed: 0, in: world)
        member.penalty = exchanges.penalty(of: learner, member)
        let parts = learner.parts(of: member)
        let cost = cost(of: learner, in: world, parts)
        var facts = Facts.Agent(
            name, spaces: spaces, parts: parts, pulledPart: learner.pulledPart, countedPart: learner.countedPart)
        facts.planner = learner.stepPlanner(in: member.world)
        facts.forwardOperations = cost.forwardOperations
        facts.backwardOperations = cost.backwardOperations
        facts.judgedSteps = (learner as? any Judging)?.judgedSteps ?? 0
        return AgentSketch(cost: cost, facts: facts, footprint: learner.footprint(of: member, answering: 0))
    }

    private func cost(of learner: any Learner, in world: any Environment, _ parts: [Part]) -> PlanCosts.Agent {
        let roles = learner.networks
        var (parameters, forward, backward, moments) = (0, 0, 0, 0)
        for role in roles {
            guard let design = networks.first(where: { $0.name == role.name })?.value,
                let optimizer = optimizers.first(where: { $0.name == role.name })?.value
            else { continue }
            let shape = role.shape(design, in: world.spaces)
            parameters += shape.parameterCount
            forward += shape.forwardOperations
            backward += shape.backwardOperations
            moments += language.optimizers.make(optimizer).moments * shape.parameterCount
        }
        if roles.isEmpty { parameters = parts.reduce(0) { $0 + $1.width } }
        return PlanCosts.Agent(
            name: name, parameters: parameters, forwardOperations: forward, backwardOperations: backward,
            moments: moments, maximumSteps: world.maximumSteps, stepsPerUpdate: learner.sampledSteps)
    }
}
