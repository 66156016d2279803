public import Learning

/// A composition at work in one cell: what it keeps, when it fires, and how it runs its axes when it does.
public struct Exchange: Sendable {
    /// The axes.
    public let composition: Composition
    /// Rounds between two firings.
    public let period: Int
    /// Who talks to whom: each group by itself. One group of all, or one per replica.
    private let groups: [Participants]
    /// The parts that travel, equal for all.
    private let parts: [Part]
    private let memory = ConversationMemory()
    private var digest: any RunningDigest
    /// By agent: what it remembers of its training, where the exchange watches.
    private var memories: [any VisitMemory] = []
    /// By group: the table of memories sent last.
    private var shared: [VisitTable] = []
    /// The part to which the digest adds during local updates.
    private let pulledPart: Part?

    /// An exchange that fires every `period` rounds among the agents of a population, each group by itself.
    ///
    /// - Parameter groups: places of agents; one group of all of them unless told.
    public init(_ composition: Composition, period: Int, among population: Population, groups: [[Int]] = []) {
        precondition(period > 0, "an exchange fires every so many rounds, at least one")
        self.composition = composition
        self.period = period
        let places = groups.isEmpty ? [Array(0..<population.count)] : groups
        self.groups = places.map { population.participants($0) }
        parts = composition.upload.chosen(of: population.parts(of: 0))
        digest = Self.running(composition.digest, agents: population.count, parts: parts)
        if composition.upload.form == .memory {
            memories = (0..<population.count).map { composition.upload.memory(in: population.spaces(of: $0)) }
            shared = places.map { _ in VisitTable() }
        }
        pulledPart = digest.pullsAtUpdates ? population.pulledPart(of: 0) : nil
    }

    /// Whether it fires at the end of a round. One agent alone has nobody to talk to.
    public func fires(after round: Int) -> Bool { groups[0].count >= 2 && round.isMultiple(of: period) }

    /// Runs the exchange, in each group by itself.
    public mutating func run(
        _ population: inout Population, _ ledger: inout Ledger, publicStates: StateBatch?, _ round: Round,
        _ workers: Int
    ) {
        for index in groups.indices {
            var talk = Conversation(
                taking: &population, &ledger, exchange: composition.name, participants: groups[index],
                parts: parts, publicStates: publicStates, round: round, period: period, workers: workers,
                memory: memory,
                memories: &memories)
            digest.run(composition.upload, composition.aggregator, &talk)
            if let table = talk.end(&population, &ledger, &memories) { shared[index] = table }
        }
        writePulls(agents: population.count)
    }

    /// Puts the bytes every agent receives before the first round into the ledger.
    public func setUp(_ ledger: inout Ledger, agents: Int, publicStates: StateBatch?) {
        guard agents >= 2, composition.needs.contains(.publicStates), let states = publicStates else { return }
        let bytes = agents * states.count * states.width * bytesPerNumber
        ledger.add(bytes, exchange: composition.name, .setup, kind: "public_states")
    }

    private static func running(_ digest: some Digest, agents: Int, parts: [Part]) -> any RunningDigest {
        StatefulDigest(digest, agents: agents, parts: parts)
    }
}

// MARK: What happens while agents train

extension Exchange {
    /// Whether it watches the agents' training.
    var watches: Bool { !memories.isEmpty }

    /// What is added to local updates, by agent; nil where nothing is.
    func pulls(agents: Int) -> PartRows? {
        pulledPart.map { PartRows($0, memory.pulls(bytes: agents * $0.width * $0.precision.bytes), count: agents) }
    }

    /// Brings what is added to local updates up to date with the digest's state.
    private func writePulls(agents: Int) {
        if let rows = pulls(agents: agents) { digest.writePulls(into: rows) }
    }

    fileprivate mutating func takeMemories() -> [any VisitMemory] {
        let taken = memories
        memories = []
        return taken
    }

    fileprivate mutating func giveBack(_ taken: ArraySlice<any VisitMemory>) { memories = Array(taken) }
}

extension Population {
    /// Trains every agent for one round; exchanges that watch see the tapes, and add what they have to local updates.
    public mutating func train(_ round: Round, among exchanges: inout [Exchange], _ workers: Int) {
        var influence = Influence()
        let agents = count
        for index in exchanges.indices where influence.pulls == nil {
            influence.pulls = exchanges[index].pulls(agents: agents)
        }
        let watching = exchanges.indices.filter { exchanges[$0].watches }
        guard !watching.isEmpty else { return train(round, influence, workers) }
        var memories = watching.flatMap { exchanges[$0].takeMemories() }
        memories.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            let slots = MemorySlots(base: base)
            influence.watcher = { agent, tape in
                for exchange in 0..<watching.count { slots.base[exchange * agents + agent].watch(tape) }
            }
            train(round, influence, workers)
        }
        for (index, exchange) in watching.enumerated() {
            exchanges[exchange].giveBack(memories[(index * agents)..<((index + 1) * agents)])
        }
    }
}

/// The agents' memories while tasks train; each task touches its own agent's.
private struct MemorySlots: @unchecked Sendable {
    let base: UnsafeMutablePointer<any VisitMemory>
}

// MARK: Checkpoint

extension Exchange {
    /// Whether the digest keeps anything between firings.
    public var hasState: Bool { digest.hasState }

    /// Writes what the digest keeps.
    public func encodeState(to encoder: any Encoder) throws { try digest.encode(to: encoder) }

    /// Continues with what the digest kept in another run.
    public mutating func restoreState(from decoder: any Decoder, agents: Int) throws {
        try digest.restore(from: decoder)
        writePulls(agents: agents)
    }

    /// What agents remember, by their places; empty where the exchange does not watch.
    public var visitMemories: [any VisitMemory] { memories }

    /// Continues with what an agent remembered in another run.
    public mutating func restoreMemory(of agent: Int, from decoder: any Decoder) throws {
        try memories[agent].restore(from: decoder)
    }

    /// The tables sent last, by group.
    public var sharedTables: [VisitTable] {
        get { shared }
        set { shared = newValue }
    }
}
