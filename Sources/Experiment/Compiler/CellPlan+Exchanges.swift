import Determinism
import Federation
import Learning

// What a plan knows of its agents and exchanges before anything is drawn for them.
extension CellPlan {
    /// What each agent costs, in order.
    public var agentCosts: [PlanCosts.Agent] { agents.map { $0.cost(in: $0.makeEnvironment()) } }

    /// How many public states there will be, and whether that is exact or a bound.
    public var publicStateCount: (count: Int, isExact: Bool) {
        publicStates.map { language.publicStateSources.make($0).count } ?? (0, true)
    }

    /// What agents know of one another by settings of their learners and rates, which no byte counts, in words after the kind of what
    /// knows it.
    public var oracleKnowledge: [String] {
        var known: [String] = []
        for agent in agents {
            for words in agent.makeLearner().knownFromOracle.map({ "\(agent.learner.kind): \($0)" })
            where !known.contains(words) { known.append(words) }
        }
        return known + (plateau.map { ["rates: \($0.knownFromOracle)"] } ?? [])
    }

    /// What one meeting of each exchange takes, where agents meet; who comes is not drawn.
    func meetings(_ costs: [PlanCosts.Agent]) -> [MeetingForecast] {
        compositions.compactMap { $0.meeting(facts(of: $0, costs)) }
    }

    /// What an exchange of the plan is forecast by.
    func facts(of composition: Composition, _ costs: [PlanCosts.Agent]) -> Facts {
        let spaces = agents[0].seen(agents[0].makeEnvironment()).spaces
        let period = period(of: composition)
        let longest = costs.map { stepsPerRound(of: $0) }.max() ?? 0
        let (count, isExact) = publicStateCount
        var facts = Facts(
            composition.name,
            agents: zip(agents, costs).map { agent, cost in
                var facts = Facts.Agent(
                    agent.name, spaces: spaces, parts: agent.parts, pulledPart: agent.pulledPart,
                    countedPart: agent.language.learners.make(agent.learner).countedPart)
                facts.planner = agent.planner
                facts.forwardOperations = cost.forwardOperations
                facts.backwardOperations = cost.backwardOperations
                facts.judgedSteps = (agent.makeLearner() as? any Judging)?.judgedSteps ?? 0
                return facts
            })
        facts.peers = agents.map { Facts.Peer($0.name) }
        if publicStates != nil {
            facts.publicStates = .init(count: count, width: spaces.observation.count, isExact: isExact)
        }
        facts.keys = keys(ofExchange: composition.name)
        facts.period = period
        facts.rounds = rounds
        facts.meetings = rounds / period
        facts.stepsPerPeriod = longest.saturatingTimes(min(period, rounds))
        facts.stepsInAll = longest.saturatingTimes(rounds)
        return facts
    }

    /// What keys an exchange's own streams, by replica.
    func keys(ofExchange name: String) -> [StreamKey] {
        copies.map { StreamKey(seed: seed, owner: $0.owner(ofExchange: name)) }
    }

    /// Rounds between two meetings; more than the run has where no round is one's end.
    func period(of composition: Composition) -> Int { composition.every.rounds(of: round) ?? rounds + 1 }

    /// Steps an agent trains in a round, at most.
    func stepsPerRound(of agent: PlanCosts.Agent) -> Int {
        switch round.unit {
        case .steps: round.count
        case .updates: round.count.saturatingTimes(agent.stepsPerUpdate)
        default: round.count.saturatingTimes(agent.maximumSteps)
        }
    }
}

extension AgentPlan {
    /// The parts the agent can upload and take in.
    var parts: [Part] { language.learners.make(learner).parts(of: member(seed: 0)) }

    /// How sums of all agents become the agent's plans; nil where it does not plan so.
    fileprivate var planner: StepPlanner? { language.learners.make(learner).stepPlanner(in: member(seed: 0).world) }

    /// The part that takes what exchanges add to updates; nil where none does.
    fileprivate var pulledPart: String? { language.learners.make(learner).pulledPart }

    fileprivate func cost(in world: any Environment) -> PlanCosts.Agent {
        let made = language.learners.make(learner)
        let roles = made.networks
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
            moments: moments, maximumSteps: world.maximumSteps, stepsPerUpdate: made.sampledSteps)
    }
}
