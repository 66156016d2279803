/// A weighting with what it keeps, its type erased.
protocol RunningWeighting: KeepingAxis {
    var seesRows: Bool { get }
    func report(_ facts: Facts) -> Report?
    func receivers(of participants: Int) -> ClosedRange<Int>
    mutating func weigh(_ batch: Batch, _ senders: Senders) -> Weights
}

extension RunningAxis: RunningWeighting where A: Weighting {
    var seesRows: Bool { axis.seesRows }
    func report(_ facts: Facts) -> Report? { axis.report(facts) }
    func receivers(of participants: Int) -> ClosedRange<Int> { axis.receivers(of: participants) }
    mutating func weigh(_ batch: Batch, _ senders: Senders) -> Weights {
        axis.weigh(batch, senders, &state)
    }
}

extension Weighting {
    /// With what it keeps.
    func running(_ facts: Facts, agents: Int) -> any RunningWeighting { RunningAxis(self, facts, agents: agents) }
}
