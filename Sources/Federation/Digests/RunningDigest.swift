import Learning

/// A digest with what it keeps, its type erased.
protocol RunningDigest: KeepingAxis {
    var pullsAtUpdates: Bool { get }
    mutating func run<P: Parties>(_ talk: inout Conversation<P>)
    func writePulls(into rows: PartRows)
    mutating func withRows(_ body: (_ base: UnsafeMutableRawPointer, _ stride: Int) -> Void)
}

extension RunningAxis: RunningDigest where A: Digest {
    var pullsAtUpdates: Bool { A.pullsAtUpdates }
    mutating func run<P: Parties>(_ talk: inout Conversation<P>) { axis.run(&talk, &state) }
    func writePulls(into rows: PartRows) { axis.writePulls(state, into: rows) }
    mutating func withRows(_ body: (_ base: UnsafeMutableRawPointer, _ stride: Int) -> Void) {
        axis.withRows(of: &state, body)
    }
}

extension Digest {
    /// With what it keeps.
    func running(_ facts: Facts, agents: Int) -> any RunningDigest { RunningAxis(self, facts, agents: agents) }
}
