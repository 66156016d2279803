import Config
import Federation

// What a plan costs, by its agents and exchanges.
extension CellPlan {
    /// Whether who comes to a meeting is drawn by the seed, and with it what is sent.
    public var hasDrawnMeetings: Bool { compositions.contains { !$0.isAttendedByAll || !$0.isScheduled } }

    /// Whether less may happen than the schedule says: a rule may end the run, or agents meet when something has them meet.
    public var mayMeetLess: Bool {
        mayEndEarly || compositions.contains { !$0.isScheduled && !$0.isAsynchronous || !$0.isAttendedByAll }
    }

    /// The costs of the whole cell.
    public var costs: PlanCosts { costs(of: sketches) }

    /// The costs of the whole cell, whose agents have been made.
    func costs(of sketches: [AgentSketch]) -> PlanCosts {
        let costs = sketches.map(\.cost)
        let (states, isExact) = publicStateCount
        var (ledger, least) = (Ledger(), Ledger())
        var firings: [(exchange: String, count: Int)] = []
        var operations = 0.0
        var isLedgerExact = isExact
        var trained = agents.map { _ in rounds }
        for composition in compositions {
            let forecast = composition.forecast(facts(of: composition, sketches), groups: replicas)
            firings.append((composition.name, (forecast.meetings + replicas - 1) / replicas))
            isLedgerExact = isLedgerExact && forecast.isExact
            for line in forecast.ledger.entries {
                ledger.add(line.bytes, exchange: line.exchange, line.direction, kind: line.kind)
            }
            for line in forecast.least.entries {
                let bytes = isExact && !mayEndEarly ? line.bytes : 0
                least.add(bytes, exchange: line.exchange, line.direction, kind: line.kind)
            }
            operations += forecast.operations
            // Agents that nobody waits for have rounds of their own.
            if let itinerary = forecast.itinerary { trained = itinerary.rounds }
        }
        let meetingOperations = operations
        let steps = zip(costs, trained).map { agent, rounds in
            rounds.saturatingTimes(stepsPerRound(of: agent)).saturatingTimes(replicas)
        }
        for (agent, (cost, steps)) in zip(agents, zip(costs, steps)) {
            operations += Double(steps) * agent.operationsPerStep(cost)
        }
        return PlanCosts(
            agents: costs, trainingStepsBound: steps.reduce(0) { $0.saturatingPlus($1) },
            evaluationStepsBound: evaluationStepsBound(own: costs.map(\.maximumSteps)), ledger: ledger,
            least: least, isLedgerExact: isLedgerExact && !mayEndEarly,
            publicStates: states, isPublicStateCountExact: isExact,
            firings: firings, operationsBound: operations, meetingOperationsBound: meetingOperations)
    }

    /// Floating-point operations of networks for one training step of every agent in every replica, at most.
    var operationsPerStep: Double {
        zip(agents, agentCosts).reduce(0) { $0 + $1.0.operationsPerStep($1.1) } * Double(replicas)
    }

    /// Steps of all evaluations, if every episode lasted to its world's limit.
    func evaluationStepsBound(own: [Int]) -> Int {
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
}

extension AgentPlan {
    /// Floating-point operations of the agent's networks for a step of training, at most.
    func operationsPerStep(_ cost: PlanCosts.Agent) -> Double {
        Double(cost.forwardOperations + cost.backwardOperations) * Double(makeLearner().passes)
    }
}
