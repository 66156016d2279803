import Learning

/// A digest with what it keeps, its type erased.
protocol RunningDigest: Sendable {
    /// Whether anything is kept.
    var hasState: Bool { get }
    var pullsAtUpdates: Bool { get }
    mutating func run<P: Parties>(_ talk: inout Conversation<P>)
    func writePulls(into rows: PartRows)
    func encode(to encoder: any Encoder) throws
    mutating func restore(from decoder: any Decoder) throws
}

/// A digest and its state.
struct StatefulDigest<D: Digest>: RunningDigest {
    private let digest: D
    private var state: D.State
    // Stored, and behind the state: a state of no size at the end of all would have the address of whatever comes next in
    // memory, and the thread sanitizer would take a change of the one for a change of the other.
    let hasState: Bool

    /// - Parameter agents: how many agents' numbers are kept; none in a forecast.
    init(_ digest: D, _ facts: Facts, agents: Int) {
        self.digest = digest
        state = digest.initial(facts, agents: agents)
        hasState = D.State.self != Stateless.self
    }

    var pullsAtUpdates: Bool { D.pullsAtUpdates }

    mutating func run<P: Parties>(_ talk: inout Conversation<P>) { digest.run(&talk, &state) }
    func writePulls(into rows: PartRows) { digest.writePulls(state, into: rows) }
    func encode(to encoder: any Encoder) throws { try state.encode(to: encoder) }
    mutating func restore(from decoder: any Decoder) throws { state = try D.State.restored(from: decoder) }
}

extension Digest {
    /// With what it keeps.
    func running(_ facts: Facts, agents: Int) -> any RunningDigest { StatefulDigest(self, facts, agents: agents) }
}
