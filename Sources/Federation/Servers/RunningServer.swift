/// A server with what it keeps, its type erased.
protocol RunningServer: KeepingAxis {
    mutating func step(_ result: inout Batch)
}

extension RunningAxis: RunningServer where A: Server {
    mutating func step(_ result: inout Batch) { axis.step(&result, &state) }
}

extension Server {
    /// With what it keeps.
    func running(_ facts: Facts, agents: Int) -> any RunningServer { RunningAxis(self, facts, agents: agents) }
}
