public import Experiment

extension CellRecord {
    /// One measure: a value for every row and agent, or for every row and the system as a whole.
    ///
    /// What a report needs of most measures is the mean over agents, and no more is kept of them then.
    public struct Measure: Sendable {
        /// The measure's name, such as `training_return` or `evaluation_return.wide`.
        public let name: String
        /// Which values are better.
        public let direction: MeasureDirection
        /// By row: the mean over the agents; nil where nothing was measured, not finite where a value is not.
        private(set) var means = MeasuredColumn()
        /// The values of every agent; nil where only the means were kept.
        private var agents: MeasuredRows?

        /// A measure with its rows.
        public init(name: String, rows: [[Double?]], direction: MeasureDirection = .higherIsBetter) {
            self.init(name, direction: direction)
            self.rows = rows
        }

        /// A measure without rows.
        init(_ name: String, direction: MeasureDirection) {
            self.name = name
            self.direction = direction
        }

        /// Values by row, then by agent; one value a row for the system; an empty row where nothing was measured, nil where
        /// an agent had nothing. A value that is there may be infinite or NaN: the agent had diverged.
        public var rows: [[Double?]] {
            get { (0..<byAgent.count).map { Array(byAgent[$0]) } }
            set {
                (means, agents) = (MeasuredColumn(), MeasuredRows())
                for (row, values) in newValue.enumerated() { set(row: row, values) }
            }
        }

        /// The values of every agent.
        var byAgent: MeasuredRows {
            guard let agents else { preconditionFailure("the agents' values of \(name) were asked for before reading") }
            return agents
        }

        /// Whether the values of every agent were kept.
        var hasAgents: Bool { agents != nil }

        /// Whether tables of agents are about this measure rather than about another one of the same cell.
        func leads(_ other: Measure) -> Bool {
            let (isResult, isOtherResult) = (direction != .describes, other.direction != .describes)
            return isResult != isOtherResult ? isResult : RowMeasures.precedes(name, other.name)
        }
    }
}

extension CellRecord.Measure {
    /// Keeps the values of every agent from here on; rows so far have none.
    mutating func keepAgents() {
        guard agents == nil else { return }
        agents = MeasuredRows()
        agents?.extend(to: means.count)
    }

    /// Keeps the means alone.
    mutating func dropAgents() { agents = nil }

    /// Sets the last row, or one after it.
    mutating func set(row: Int, _ values: [Double?]) {
        extend(to: row)
        if means.count > row {
            means[row] = meanOfMeasured(values)
            agents?.replaceLast(by: values)
        } else {
            means.append(meanOfMeasured(values))
            agents?.append(values)
        }
    }

    /// Appends rows in which nothing was measured until there are `count`.
    mutating func extend(to count: Int) {
        means.extend(to: count)
        agents?.extend(to: count)
    }
}
