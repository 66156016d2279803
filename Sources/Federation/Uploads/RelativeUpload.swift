/// An upload of which the server keeps a model: what travels is a difference to what was last taken in, and the server adds
/// up what it gets.
public protocol RelativeUpload: Upload {
    /// Notes what all agents start from, one row.
    func begin(_ row: Batch, _ state: inout State)
    /// Makes of agents' rows, in place, what they send.
    ///
    /// - Parameter agents: the senders' places in their group, by row.
    func encode(_ rows: inout Batch, of agents: [Int], _ state: State)
    /// Makes of an aggregate of what was sent, in place, the server's next model.
    func decode(_ result: inout Batch, _ state: State)
    /// Notes what was sent to whom.
    func note(_ result: Batch, to agents: [Int], _ state: inout State)
}

/// A relative upload with what it keeps, its type erased.
protocol RunningUpload: KeepingAxis {
    mutating func begin(_ row: Batch)
    func encode(_ rows: inout Batch, of agents: [Int])
    func decode(_ result: inout Batch)
    mutating func note(_ result: Batch, to agents: [Int])
}

extension RunningAxis: RunningUpload where A: RelativeUpload {
    mutating func begin(_ row: Batch) { axis.begin(row, &state) }
    func encode(_ rows: inout Batch, of agents: [Int]) {
        axis.encode(&rows, of: agents, state)
    }
    func decode(_ result: inout Batch) { axis.decode(&result, state) }
    mutating func note(_ result: Batch, to agents: [Int]) {
        axis.note(result, to: agents, &state)
    }
}

extension RelativeUpload {
    /// With what it keeps.
    func running(_ facts: Facts, agents: Int) -> any RunningUpload { RunningAxis(self, facts, agents: agents) }
}
