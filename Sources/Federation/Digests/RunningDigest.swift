import Learning

/// A digest with what it keeps, its type erased.
protocol RunningDigest: Sendable {
    /// Whether anything is kept.
    var hasState: Bool { get }
    var pullsAtUpdates: Bool { get }
    mutating func run(_ upload: any Upload, _ aggregator: any Aggregator, _ talk: inout Conversation)
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

    init(_ digest: D, agents: Int, parts: [Part]) {
        self.digest = digest
        state = digest.initial(agents: agents, parts: parts)
        hasState = D.State.self != Stateless.self
    }

    var pullsAtUpdates: Bool { digest.pullsAtUpdates }

    mutating func run(_ upload: any Upload, _ aggregator: any Aggregator, _ talk: inout Conversation) {
        digest.run(upload, aggregator, &talk, &state)
    }

    func writePulls(into rows: PartRows) { digest.writePulls(state, into: rows) }
    func encode(to encoder: any Encoder) throws { try state.encode(to: encoder) }
    mutating func restore(from decoder: any Decoder) throws { state = try D.State.restored(from: decoder) }
}
