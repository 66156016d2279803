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
