import Config
import Determinism
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
    /// Bytes on the wire, by exchange, direction and kind: a run's, where it is exact, else the most it can be.
    public private(set) var ledger: Ledger
    /// Bytes on the wire at least, line by line; with ``ledger``, the range in which a run's lie.
    public private(set) var least: Ledger
    /// Whether the ledger is exact. It is a bound where the number of public states is one, where a rule may end the run
    /// early, and where who meets when depends on training.
    public private(set) var isLedgerExact: Bool
    /// Public states. Zero where there are none.
    public let publicStates: Int
    /// Whether their number is exact: a selection that keeps all visited states leaves it open.
    public let isPublicStateCountExact: Bool
    /// How often each exchange fires, by its name; where who comes is drawn, at most, and of replicas the mean, rounded up.
    public private(set) var firings: [(exchange: String, count: Int)]
    /// Floating-point operations of networks in training and federation together, at most.
    public private(set) var operationsBound: Double
    /// Those of them that meetings take.
    let meetingOperationsBound: Double

    /// What one agent costs.
    public struct Agent: Sendable {
        /// What the plan calls it.
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
        /// Steps that one of its updates plays, where rounds count updates.
        public let stepsPerUpdate: Int
    }
}

extension PlanCosts {
    /// The costs of any of several cells that differ in their seeds alone: bytes at least and at most.
    ///
    /// Who misses a meeting is drawn, so that such cells can differ in their bytes.
    public static func covering(_ cells: [CellPlan]) -> PlanCosts {
        var costs = cells[0].costs
        for other in cells.dropFirst().map(\.costs) {
            costs.isLedgerExact = costs.isLedgerExact && other.isLedgerExact && costs.ledger == other.ledger
            costs.ledger = Ledger.extremes(costs.ledger, other.ledger, max)
            costs.operationsBound = max(costs.operationsBound, other.operationsBound)
            for index in costs.firings.indices {
                costs.firings[index].count = max(costs.firings[index].count, other.firings[index].count)
            }
            costs.least = Ledger.extremes(costs.least, other.least, min)
        }
        return costs
    }
}

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
