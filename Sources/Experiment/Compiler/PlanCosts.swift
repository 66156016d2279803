import Config
public import Federation
import Learning

/// What a cell will cost, known before it is spent. Whole numbers are exact unless a name says bound or estimate; what is
/// beyond the largest number is shown as that.
public struct PlanCosts: Sendable {
    /// By agent, in order.
    public let agents: [Agent]
    /// Environment steps of all agents' training together, at most.
    public let trainingStepsBound: Int
    /// Environment steps of all evaluations together, at most.
    public let evaluationStepsBound: Int
    /// Bytes on the wire, by exchange, direction and kind; a run's ledger must equal it.
    public let ledger: Ledger
    /// Whether the ledger is exact. It is a bound where the number of public states is one, and where a rule may end the run
    /// early.
    public let isLedgerExact: Bool
    /// Public states. Zero where there are none.
    public let publicStates: Int
    /// Whether their number is exact: a selection that keeps all visited states leaves it open.
    public let isPublicStateCountExact: Bool
    /// How often each exchange fires, by its name.
    public let firings: [(exchange: String, count: Int)]
    /// Floating-point operations of networks in training and federation together, at most.
    public let operationsBound: Double

    /// What one agent costs.
    public struct Agent: Sendable {
        /// Its name.
        public let name: String
        /// Weights and biases of all its networks, or the numbers of its table or linear learner.
        public let parameters: Int
        /// Floating-point operations of one row through all its networks, forward.
        public let forwardOperations: Int
        /// The same, backward.
        public let backwardOperations: Int
        /// Numbers its optimizers remember beside the parameters.
        public let moments: Int
        /// The most steps one of its episodes takes.
        public let maximumSteps: Int
    }
}

extension CellPlan {
    /// The costs of the whole cell.
    public var costs: PlanCosts {
        let worlds = agents.map { $0.makeEnvironment() }
        let costs = zip(agents, worlds).map { $0.cost(in: $1) }
        let (states, isExact) = publicStateCount
        let width = worlds[0].spaces.observation.count
        var ledger = Ledger()
        var firings: [(exchange: String, count: Int)] = []
        var operations = 0.0
        var isLedgerExact = isExact
        let longest = costs.map { stepsPerRound(of: $0) }.max() ?? 0
        for composition in compositions {
            let count = agents.count < 2 ? 0 : rounds / (composition.every.rounds(of: round) ?? rounds + 1)
            firings.append((composition.name, count))
            let period = composition.every.rounds(of: round) ?? rounds + 1
            let lines = composition.predictedLedger(
                ExchangeForecast(
                    firings: count, period: period, groups: replicas, parts: agents.map(\.parts),
                    spaces: worlds[0].spaces, states: (states, width),
                    stepsPerPeriod: longest.saturatingTimes(min(period, rounds)),
                    stepsInAll: longest.saturatingTimes(rounds)))
            isLedgerExact = isLedgerExact && composition.isLedgerExact
            for line in lines.entries {
                ledger.add(line.bytes, exchange: line.exchange, line.direction, kind: line.kind)
            }
            operations += Double(count) * Double(replicas) * composition.operations(of: costs, states: states)
        }
        let steps = costs.map { stepsBound(of: $0).saturatingTimes(replicas) }
        for (cost, steps) in zip(costs, steps) {
            operations += Double(steps) * Double(cost.forwardOperations + cost.backwardOperations)
        }
        return PlanCosts(
            agents: costs, trainingStepsBound: steps.reduce(0) { $0.saturatingPlus($1) },
            evaluationStepsBound: evaluationStepsBound(own: costs.map(\.maximumSteps)), ledger: ledger,
            isLedgerExact: isLedgerExact && !mayEndEarly, publicStates: states, isPublicStateCountExact: isExact,
            firings: firings, operationsBound: operations)
    }

    /// Steps an agent trains, at most; exact where rounds count steps.
    private func stepsBound(of agent: PlanCosts.Agent) -> Int {
        rounds.saturatingTimes(stepsPerRound(of: agent))
    }

    private func stepsPerRound(of agent: PlanCosts.Agent) -> Int {
        switch round.unit {
        case .steps: round.count
        case .updates: 0
        default: round.count.saturatingTimes(agent.maximumSteps)
        }
    }

    /// Steps of all evaluations, if every episode lasted to its world's limit.
    private func evaluationStepsBound(own: [Int]) -> Int {
        guard let evaluation, !evaluation.isExact else { return 0 }
        let places = EvaluationWorlds(self)
        let steps = evaluation.worlds.reduce(0) { sum, name in
            let limits = places[name].map { worlds in
                worlds.reduce(0) { $0 + $1.maximumSteps }.saturatingTimes(agents.count)
            }
            return sum.saturatingPlus(limits ?? own.reduce(0, +))
        }
        return (rounds / evaluation.period).saturatingTimes(evaluation.episodes).saturatingTimes(steps)
            .saturatingTimes(replicas)
    }

    /// How many public states there will be, and whether that is exact or a bound.
    private var publicStateCount: (count: Int, isExact: Bool) {
        publicStates.map { language.publicStateSources.make($0).count } ?? (0, true)
    }
}

extension AgentPlan {
    /// The parts the agent can upload and take in.
    var parts: [Part] { language.learners.make(learner).parts(of: member(seed: 0)) }

    fileprivate func cost(in world: any Environment) -> PlanCosts.Agent {
        let roles = language.learners.make(learner).networks
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
            moments: moments, maximumSteps: world.maximumSteps)
    }
}

extension Composition {
    /// Network operations of one firing: answering at the public states, and optimizer steps on their slices.
    fileprivate func operations(of agents: [PlanCosts.Agent], states: Int) -> Double {
        let steps = digest.stepsPerFiring
        let answered = Double(digest.transfersPerFiring) * Double(states)
        let fitted = Double(steps.count) * steps.shareOfStates * Double(states)
        return agents.reduce(0) { sum, agent in
            sum + answered * Double(agent.forwardOperations)
                + fitted * Double(agent.forwardOperations + agent.backwardOperations)
        }
    }
}
