import Federation

/// What happens at the end of which rounds of a cell, in the order in which it happens within a round.
public struct PlanSchedule: Sendable {
    /// The phases of a round.
    public let phases: [Phase]

    /// One kind of work.
    public struct Phase: Sendable {
        /// `rollout`, `update`, `upload`, `aggregate`, `broadcast`, `digest`, `evaluate`, `record`, `trace`, `checkpoint`.
        public let name: String
        /// The exchange it belongs to, where it is one's.
        public let exchange: String?
        /// Rounds between two times.
        public let period: Int
        /// How often in the whole run.
        public let count: Int
    }
}

extension CellPlan {
    /// The schedule of the cell's rounds.
    public var schedule: PlanSchedule {
        func phase(_ name: String, every period: Int, of exchange: String? = nil) -> PlanSchedule.Phase {
            .init(name: name, exchange: exchange, period: period, count: rounds / period)
        }
        let isComputed = agents.allSatisfy { $0.makeLearner().isComputed }
        var phases = (isComputed ? [] : [phase("rollout", every: 1)]) + [phase("update", every: 1)]
        for composition in compositions where agents.count >= 2 {
            guard let period = composition.every.rounds(of: round) else { continue }
            // Of agents that meet the server one by one, every meeting counts.
            let alone = composition.isAsynchronous ? timeForecast?.agents.reduce(0) { $0 + $1.meetings } : nil
            for name in ["upload", "aggregate", "broadcast", "digest"] {
                phases.append(
                    .init(name: name, exchange: composition.name, period: period, count: alone ?? rounds / period))
            }
        }
        if let evaluation { phases.append(phase("evaluate", every: evaluation.period)) }
        phases.append(phase("record", every: recordPeriod))
        if let tracePeriod { phases.append(phase("trace", every: tracePeriod)) }
        // The last round has a checkpoint also where it is no multiple.
        let checkpoints = (rounds + checkpointPeriod - 1) / checkpointPeriod
        phases.append(.init(name: "checkpoint", exchange: nil, period: checkpointPeriod, count: checkpoints))
        return PlanSchedule(phases: phases)
    }
}
