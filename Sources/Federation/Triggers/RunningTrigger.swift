/// A trigger with what it keeps, its type erased.
protocol RunningTrigger: KeepingAxis {
    var looksAtParts: Bool { get }
    var looksAtScores: Bool { get }
    mutating func begin(_ view: AgentView)
    mutating func look(_ view: AgentView, among present: [Int]) -> Verdict
    mutating func noteMeeting(_ view: AgentView, of participants: [Int])
}

extension RunningAxis: RunningTrigger where A: WatchingTrigger {
    var looksAtParts: Bool { A.looksAtParts }
    var looksAtScores: Bool { A.looksAtScores }

    mutating func begin(_ view: AgentView) { axis.begin(view, &state) }

    mutating func look(_ view: AgentView, among present: [Int]) -> Verdict { axis.look(view, among: present, &state) }

    mutating func noteMeeting(_ view: AgentView, of participants: [Int]) {
        axis.noteMeeting(view, of: participants, &state)
    }
}

extension WatchingTrigger {
    /// With what it keeps.
    func running(_ facts: Facts, agents: Int) -> any RunningTrigger { RunningAxis(self, facts, agents: agents) }
}
