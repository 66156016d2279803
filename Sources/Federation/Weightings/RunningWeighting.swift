import Determinism

/// A weighting with what it keeps, its type erased.
protocol RunningWeighting: KeepingAxis {
    var report: Report? { get }
    mutating func weigh(_ batch: Batch, _ senders: Senders, _ stream: inout RandomStream) -> Weights
}

extension RunningAxis: RunningWeighting where A: Weighting {
    var report: Report? { axis.report }
    mutating func weigh(_ batch: Batch, _ senders: Senders, _ stream: inout RandomStream) -> Weights {
        axis.weigh(batch, senders, &state, &stream)
    }
}

extension Weighting {
    /// With what it keeps.
    func running(_ facts: Facts, agents: Int) -> any RunningWeighting { RunningAxis(self, facts, agents: agents) }
}
