import Determinism
import Federation
import Learning

// What a plan knows of its agents and exchanges before anything is drawn for them.
extension CellPlan {
    /// What each agent costs, in order.
    public var agentCosts: [PlanCosts.Agent] { sketches.map(\.cost) }

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
    func meetings(_ sketches: [AgentSketch]) -> [MeetingForecast] {
        compositions.compactMap { $0.meeting(facts(of: $0, sketches)) }
    }

    /// What an exchange of the plan is forecast by.
    func facts(of composition: Composition, _ sketches: [AgentSketch]) -> Facts {
        let period = period(of: composition)
        let longest = sketches.map { stepsPerRound(of: $0.cost) }.max() ?? 0
        var facts = Facts(composition.name, agents: sketches.map(\.facts))
        facts.peers = agents.map { Facts.Peer($0.name) }
        if publicStates != nil, let spaces = sketches.first?.facts.spaces {
            let (count, isExact) = publicStateCount
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
