public import Learning

// What happens while agents train.
extension Exchange {
    /// Whether it remembers the agents' training.
    var remembers: Bool { !memories.isEmpty }

    /// Counts what a round of training brought, by agent of the population.
    mutating func count(_ scores: [Score]) {
        for group in groups.indices {
            let own = groups[group].agents.map { scores[$0] }
            axes[group]?.tally?.add(own)
        }
    }

    /// Where agents add what they visit in a round, by their places in the population; nil where nobody asks.
    func visits(agents: Int) -> PartRows? {
        guard countsVisits, let part = facts.countedPart else { return nil }
        let bytes = agents * part.width * 8
        let base = memory.visits(bytes: bytes)
        base.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
        return PartRows(part, base, count: agents)
    }

    /// Takes in what agents visited in a round.
    mutating func count(visits: PartRows) {
        for group in groups.indices {
            let own = groups[group].agents
            axes[group]?.visits?.add(visits, of: own)
        }
    }

    /// What is added to local updates, by agent; nil where nothing is.
    func pulls(agents: Int) -> PartRows? { pulledPart.map { Self.rows(of: $0, in: memory, agents: agents) } }

    private static func rows(of part: Part, in memory: ConversationMemory, agents: Int) -> PartRows {
        PartRows(part, memory.pulls(bytes: agents * part.width * part.precision.bytes), count: agents)
    }

    /// What all exchanges together add to local updates; nil where none adds anything.
    ///
    /// Several are summed in the spec's order; they all pull at the one part that a learner lends to pulls.
    static func pulls(of exchanges: [Exchange], agents: Int) -> PartRows? {
        var (first, sum): (PartRows?, PartRows?) = (nil, nil)
        // By place: an exchange is large to copy, and this is every round's.
        for index in exchanges.indices {
            guard let part = exchanges[index].pulledPart else { continue }
            let rows = rows(of: part, in: exchanges[index].memory, agents: agents)
            guard let own = first else {
                first = rows
                continue
            }
            precondition(rows.part == own.part, "exchanges pull at one part")
            let all = sum ?? exchanges[index].summed(own, agents: agents)
            all.add(rows)
            sum = all
        }
        return sum ?? first
    }

    /// A copy of rows, to which others are added.
    private func summed(_ rows: PartRows, agents: Int) -> PartRows {
        let bytes = agents * rows.part.width * rows.part.precision.bytes
        let sum = PartRows(rows.part, memory.summedPulls(bytes: bytes), count: agents)
        sum.base.copyMemory(from: rows.base, byteCount: bytes)
        return sum
    }

    /// Brings what is added to local updates up to date with the digest's state.
    func writePulls(agents: Int) {
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
        let visiting = exchanges.indices.filter { exchanges[$0].countsVisits }
        let visits = visiting.first.flatMap { exchanges[$0].visits(agents: count) }
        train(round, watchedBy: &exchanges, visits, workers)
        if let visits {
            if rank != nil { gather(visits.base, stride: visits.stride, of: participants(Array(0..<count))) }
            for exchange in visiting { exchanges[exchange].count(visits: visits) }
        }
        let counting = exchanges.indices.filter { exchanges[$0].countsTraining }
        guard !counting.isEmpty else { return }
        let scores = scores
        for exchange in counting { exchanges[exchange].count(scores) }
    }

    private mutating func train(
        _ round: Round, watchedBy exchanges: inout [Exchange], _ visits: PartRows?, _ workers: Int
    ) {
        var influence = Influence()
        influence.visits = visits
        influence.plans = exchanges.indices.contains { exchanges[$0].plansForAgents }
        let agents = count
        influence.pulls = Exchange.pulls(of: exchanges, agents: agents)
        let watching = exchanges.indices.filter { exchanges[$0].remembers }
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
