public import Config
public import Determinism
public import Experiment

/// What one cell recorded, free of files: what a report is made from.
public struct CellRecord: Sendable {
    /// The experiment's name.
    public var experiment: String
    /// The arm and its sweep values: `d5`, `d,every=10`.
    public var arm: String
    /// The cell's seed: what pairs the arms.
    public var seed: Int
    /// The agents' names, in plan order.
    public var agents: [String]
    /// How many independent copies of them there are.
    public var replicas = 1
    /// The round of each row, increasing.
    public var rounds: [Int]
    /// What was measured, in the order of the plan.
    public var measures: [Measure]
    /// Running totals at each row, by the clock they count.
    public var totals: [Total]
    /// Bytes sent, by direction.
    public var ledger: [LedgerEntry]
    /// What the run noted about its goals.
    public var crossings: [RecordedCrossing]
    /// Levels whose first crossing the spec asks for.
    public var goals: [Goal]
    /// How many rounds the plan has, at most.
    public var plannedRounds: Int
    /// Whether the plan's stop rule ended the run before that, its goal being reached.
    public var isStopped = false
    /// What was not finite any more at the last row, or at a checkpoint after it; nil where all was.
    public var divergence: CellDivergence?
    /// What of its plan cells of one arm share, but for what is drawn from the seed.
    public var settings: CanonicalValue = .object([])
    /// The spec it was run with, which tells what was drawn; nil where no checkpoint has it.
    public var spec: EmbeddedSpec?
    /// Whether a rerun reads files that its plan names.
    public var namesFiles = false
    /// Whether its agents exchange nothing.
    public var isWithoutExchanges = false
    /// The language its plan is read in.
    public var language = Language.standard
    /// Whether the plan's stop rule ended the run because of it.
    public var isEndedByDivergence = false
    /// Whether the rows were let go: what is left is what tables need.
    public internal(set) var isShed = false
    /// Which of the records that were read this is: what it is read again by.
    public var place: Int?
    /// The cell's fingerprint, in hexadecimal.
    public var fingerprint: String
    /// The first round whose row no checkpoint vouches for; nil where there is none.
    public var unverifiedFrom: Int?

    /// A record without rows.
    public init(
        experiment: String, arm: String, seed: Int, agents: [String], plannedRounds: Int, fingerprint: String
    ) {
        self.experiment = experiment
        self.arm = arm
        self.seed = seed
        self.agents = agents
        self.plannedRounds = plannedRounds
        self.fingerprint = fingerprint
        rounds = []
        measures = []
        totals = []
        ledger = []
        crossings = []
        goals = []
    }

    /// A running total.
    public struct Total: Sendable {
        /// What is counted.
        public let clock: Clock
        /// The total after each row's round, over all agents.
        public var values: [Double]

        /// A total with its values.
        public init(clock: Clock, values: [Double]) {
            self.clock = clock
            self.values = values
        }
    }

    /// One line of the byte ledger.
    public struct LedgerEntry: Sendable, Equatable {
        /// `setup`, `up` or `down`.
        public let direction: String
        /// The bytes of the whole run.
        public let bytes: Double

        /// So many bytes one way.
        public init(direction: String, bytes: Double) {
            self.direction = direction
            self.bytes = bytes
        }
    }

    /// What the run itself noted about a goal.
    public struct RecordedCrossing: Sendable, Equatable {
        /// The goal.
        public let goal: Goal
        /// The rounds of reaching it, nil where not yet: one, or one per agent.
        public let rounds: [Int?]

        /// The rounds in which a goal was reached.
        public init(goal: Goal, rounds: [Int?]) {
            self.goal = goal
            self.rounds = rounds
        }
    }

    /// A measure by its name; nil where no row has it.
    func measure(_ name: String) -> Measure? { measures.first { $0.name == name } }

    /// The values of a measure over the agents: their mean at every row, nil where nothing was measured, and not finite where
    /// an agent's value is not.
    public func agentMean(_ measure: String) -> MeasuredColumn {
        self.measure(measure)?.means ?? MeasuredColumn(nothing: rounds.count)
    }

    /// The values of a measure for one agent at every row; of several replicas, the mean over the agent's copies in all of them.
    ///
    /// - Precondition: they were kept, as those of the cell's first measure are, and of those asked for at reading.
    public func values(_ measure: String, agent: Int) -> MeasuredColumn {
        if self.measure(measure)?.isOfReplicas == true, agents.count == 1 { return agentMean(measure) }
        var column = MeasuredColumn()
        if let rows = self.measure(measure)?.byAgent {
            let copies = copies(of: measure)
            for row in 0..<rows.count { column.append(value(in: rows, row, agent: agent, copies)) }
        }
        column.extend(to: rounds.count)
        return column
    }

    /// How many numbers of a measure are each agent's: one, or one of every replica.
    private func copies(of measure: String) -> Int {
        guard let width = self.measure(measure)?.width else { return 1 }
        return NumberOwners.isByReplicaAndAgent(width, agents: agents.count, replicas: replicas) ? replicas : 1
    }

    /// An agent's number in a row, or the mean of its copies' numbers, which stand replica by replica.
    private func value(in rows: MeasuredRows, _ row: Int, agent: Int, _ copies: Int) -> Double? {
        guard copies > 1 else { return rows[row, agent] }
        return meanOfMeasured((0..<copies).lazy.map { rows[row, $0 * agents.count + agent] })
    }

    /// Each agent's mean of a measure over some rows.
    func agentMeans(of measure: Measure, in rows: Range<Int>) -> [Double?] {
        let (values, copies) = (measure.byAgent, copies(of: measure.name))
        return agents.indices.map { agent in
            meanOfMeasured(rows.lazy.map { value(in: values, $0, agent: agent, copies) })
        }
    }

    /// Whether the agents' values of one of these measures were not kept.
    public func lacksAgents(of names: Set<String>) -> Bool {
        measures.contains { names.contains($0.name) && !$0.hasAgents }
    }

    /// The rows after a round.
    func rows(after round: Int) -> Range<Int> {
        var (low, high) = (0, rounds.count)
        while low < high {
            let middle = (low + high) / 2
            if rounds[middle] > round { high = middle } else { low = middle + 1 }
        }
        return low..<rounds.count
    }

    /// The place of every row on a clock; nil where the clock was not recorded.
    public func places(on clock: Clock) -> [Double]? {
        clock == .rounds ? rounds.map(Double.init) : totals.first { $0.clock == clock }?.values
    }

    /// The place of the last row on a clock; nil where there is none.
    func end(on clock: Clock) -> Double? {
        clock == .rounds ? rounds.last.map(Double.init) : totals.first { $0.clock == clock }?.values.last
    }

    /// The last round recorded.
    public var lastRound: Int { rounds.last ?? 0 }

    /// Whether the run came to its end: the last round of the plan, or the one in which its stop rule held.
    public var isFinished: Bool { isStopped || isEndedByDivergence || lastRound >= plannedRounds }
}

/// What the horizontal axis counts.
public enum Clock: String, Sendable, CaseIterable {
    /// Rounds of training.
    case rounds
    /// Environment steps of all agents.
    case steps
    /// Episodes of all agents.
    case episodes
    /// Bytes on the wire.
    case bytes
    /// Units of virtual time.
    case time
}
