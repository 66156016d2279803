public import Experiment

extension CellRecord {
    /// One measure: a value for every row and agent, or for every row and the system as a whole.
    ///
    /// What a report needs of most measures is the mean over agents, and no more is kept of them then.
    public struct Measure: Sendable {
        /// The measure's name, such as `training_return` or `evaluation_return.wide`.
        public let name: String
        /// What its numbers are.
        public let scale: MeasureScale
        /// Whether its values are replicas', and no agents', however many there are.
        public internal(set) var isOfReplicas = false
        /// How many numbers its longest row has.
        private(set) var width = 0
        /// By row: the mean over the agents; nil where nothing was measured, not finite where a value is not.
        private(set) var means = MeasuredColumn()
        /// The values of every agent; nil where only the means were kept.
        private var agents: MeasuredRows?
        /// What is left of them once they were let go.
        private(set) var rest: Rest?

        /// What tables need of a measure: a few numbers, however many rows there were.
        struct Rest: Sendable {
            /// The mean over all rows, and over the last rounds.
            let all, last: Double?
            /// Every agent's mean over the last rounds; nil where only means were kept.
            let agents: [Double?]?
            let density: Density?
        }

        /// In how many rows there is a value, and the rounds of the first and the last of them.
        struct Density: Sendable {
            let count, first, last: Int
        }

        /// A measure with its rows, in no unit.
        public init(name: String, rows: [[Double?]], direction: MeasureDirection = .higherIsBetter) {
            self.init(name: name, rows: rows, scale: MeasureScale(direction, in: ""))
        }

        /// A measure with its rows.
        public init(name: String, rows: [[Double?]], scale: MeasureScale) {
            self.init(name, scale)
            self.rows = rows
        }

        /// A measure without rows.
        init(_ name: String, _ scale: MeasureScale) {
            self.name = name
            self.scale = scale
        }

        /// Which values are better.
        public var direction: MeasureDirection { scale.direction }

        /// Values by row, then by agent; one value a row for the system; an empty row where nothing was measured, nil where
        /// an agent had nothing. A value that is there may be infinite or NaN: the agent had diverged.
        public var rows: [[Double?]] {
            get { (0..<byAgent.count).map { Array(byAgent[$0]) } }
            set {
                (means, agents, width) = (MeasuredColumn(), MeasuredRows(), 0)
                for (row, values) in newValue.enumerated() { set(row: row, values) }
            }
        }

        /// The values of every agent.
        var byAgent: MeasuredRows {
            guard let agents else { preconditionFailure("the agents' values of \(name) were asked for before reading") }
            return agents
        }

        /// Whether the values of every agent were kept, or what tables need of them.
        var hasAgents: Bool { rest.map { $0.agents != nil } ?? (agents != nil) }

        /// How many numbers it holds.
        var numberCount: Int { means.count + (agents?.numberCount ?? 0) }
    }
}

extension CellRecord.Measure {
    /// Keeps the values of every agent from here on; rows so far have none.
    mutating func keepAgents() {
        guard agents == nil else { return }
        agents = MeasuredRows()
        agents?.extend(to: means.count)
    }

    /// Lets go of the rows.
    mutating func shed(_ rest: Rest) {
        self.rest = rest
        (means, agents) = (MeasuredColumn(), nil)
    }

    /// Keeps the means alone.
    mutating func dropAgents() { agents = nil }

    /// Sets the last row, or one after it.
    mutating func set(row: Int, _ values: [Double?]) {
        extend(to: row)
        width = max(width, values.count)
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
