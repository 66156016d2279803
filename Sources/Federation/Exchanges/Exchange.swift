public import Determinism
public import Learning

/// A composition at work in one cell: what it keeps, and how it runs its axes when it fires.
public struct Exchange: Sendable {
    /// The axes.
    public let composition: Composition
    /// Rounds between two firings.
    public let period: Int
    /// Who talks to whom: each group by itself. One group of all, or one per replica.
    let groups: [Participants]
    private(set) var facts: Facts
    /// What every participant is asked for.
    private(set) var requests: [Request]
    /// Who comes; nil where everybody does.
    private let attendance: Attendance?
    let memory = ConversationMemory()
    var digest: any RunningDigest
    /// By group; nil while they talk.
    var axes: [AxesAtWork?]
    /// By agent: what it remembers of its training, where the exchange watches.
    private(set) var memories: [any VisitMemory] = []
    /// By group: the table of memories sent last.
    private var shared: [VisitTable] = []
    /// The part to which the digest adds during local updates.
    private let pulledPart: Part?
    /// What everybody who could come reports where it is ranked; nil where nobody is.
    private let rankedBy: Report?
    /// Whether an axis looks at how agents have trained, and at what they have visited, since they met.
    let (countsTraining, countsVisits): (Bool, Bool)

    /// An exchange that fires every `period` rounds among the agents of a population, each group by itself.
    ///
    /// - Parameters:
    ///   - groups: places of agents; one group of all of them unless told.
    ///   - peers: the agents by their places, with the numbers of their worlds; by their names alone unless told.
    ///   - keys: of the exchange's own streams, by group; of owner `exchange/<name>` and seed 0 unless told.
    public init(
        _ composition: Composition, period: Int, among population: Population, groups: [[Int]] = [],
        peers: [Facts.Peer] = [], keys: [StreamKey] = []
    ) {
        precondition(period > 0, "an exchange fires every so many rounds, at least one")
        self.composition = composition
        self.period = period
        let places = groups.isEmpty ? [Array(0..<population.count)] : groups
        self.groups = places.map { population.participants($0) }
        // Participants are alike in what travels, and so the first one says it for all.
        var facts = Facts(composition.name, agents: [population.facts(of: 0)])
        facts.period = period
        facts.keys =
            keys.isEmpty
            ? places.map { _ in StreamKey(seed: 0, owner: "exchange/\(composition.name)") } : keys
        self.facts = facts
        requests = composition.upload.requests(facts)
        let peers = peers.isEmpty ? population.names.map { Facts.Peer($0) } : peers
        facts.peers = places[0].map { peers[$0] }
        attendance = composition.attendance(facts, agents: places[0].count)
        facts.payload = requests.map(\.signature)
        facts.absence = composition.absence
        self.facts = facts
        digest = composition.digest.running(facts, agents: population.count)
        axes = places.indices.map { group in
            var own = facts
            own.peers = places[group].map { peers[$0] }
            return composition.atWork(
                own, agents: places[group].count, group: places[group], names: population.names, key: facts.keys[group])
        }
        if composition.remembers {
            memories = (0..<population.count).compactMap { composition.memory(in: population.spaces(of: $0)) }
            shared = places.map { _ in VisitTable() }
        }
        pulledPart = digest.pullsAtUpdates ? facts.pulledPart : nil
        rankedBy = composition.ranking?.report
        (countsTraining, countsVisits) = (composition.countsTraining, composition.countsVisits)
    }

    /// Whether its agents could meet at the end of a round. One agent alone has nobody to talk to.
    public func fires(after round: Int) -> Bool { groups[0].count >= 2 && round.isMultiple(of: period) }

    /// Runs the exchange, in each group by itself; where fewer than two are there, nothing happens.
    ///
    /// - Returns: who has met, by places in the population, of the last group.
    @discardableResult
    public mutating func run(
        _ population: inout Population, _ ledger: inout Ledger, publicStates: StateBatch?, _ round: Round,
        _ workers: Int
    ) -> [Int] {
        prepare(publicStates)
        var met: [Int] = []
        for group in groups.indices {
            guard fires(group, population, &ledger, round), let meeting = meeting(of: group, population, round, &ledger)
            else { continue }
            hold(meeting, &population, &ledger, publicStates: publicStates, workers)
            axes[group]?.rest(after: meeting)
            noteMeeting(group, meeting.participants.agents, population)
            met = meeting.participants.agents
        }
        writePulls(agents: population.count)
        return met
    }

    /// Holds one meeting.
    mutating func hold(
        _ meeting: Meeting, _ population: inout Population, _ ledger: inout Ledger, publicStates: StateBatch?,
        _ workers: Int
    ) {
        guard let own = axes[meeting.group].take() else { return }
        let parties = PopulationParties(
            taking: &population, &memories, publicStates: publicStates, workers: workers)
        var talk = Conversation(
            with: parties, counting: ledger.taken(), facts, at: meeting, requests, own, memory)
        digest.run(&talk)
        if let table = talk.end(&population, &ledger, &memories, &axes[meeting.group]) { shared[meeting.group] = table }
    }

    /// Notes the public states, which a stage may have prepared after the exchange was made.
    private mutating func prepare(_ publicStates: StateBatch?) {
        let states = publicStates.map { Facts.States($0) }
        guard states != facts.publicStates else { return }
        facts.publicStates = states
        requests = composition.upload.requests(facts)
    }

    /// Who meets; nil where too few are there.
    private mutating func meeting(
        of group: Int, _ population: Population, _ round: Round, _ ledger: inout Ledger
    ) -> Meeting? {
        var participants = groups[group]
        if attendance != nil || rankedBy != nil {
            let all = attendance?.present(group, after: round.number) ?? Array(participants.agents.indices)
            let chosen = axes[group]?.choose(among: all) ?? all
            if chosen.count >= 2, let rankedBy {
                ledger.add(all.count * rankedBy.bytes, exchange: composition.name, .up, kind: rankedBy.kind)
            }
            participants = population.participants(chosen.map { participants[$0] })
        }
        guard participants.count >= 2 else { return nil }
        return Meeting(participants: participants, group: group, round: round, period: period)
    }

    /// Notes what agents start from, where the exchange has to know it: once, when they have their first networks.
    ///
    /// - Returns: why it cannot begin; nil where it can.
    public mutating func begin(with population: Population) -> String? {
        beginStanding(population)
        for group in groups.indices where axes[group]?.upload != nil && groups[group].count > 0 {
            for (place, rows) in rows(of: groups[group], population).enumerated() {
                guard let base = rows.base else { continue }
                let stride = rows.signature.stride
                let first = UnsafeRawBufferPointer(start: base, count: stride)
                for row in 1..<rows.count
                where !first.elementsEqual(UnsafeRawBufferPointer(start: base + row * stride, count: stride)) {
                    let names = [0, row].map { "'\(population.names[groups[group][$0]])'" }.joined(separator: " and ")
                    return
                        "'\(composition.name)' uploads differences to a start that all agents share, but \(names) start apart"
                }
                axes[group]?.upload?.begin(rows.row(0), request: place)
            }
        }
        return nil
    }

    /// Puts the bytes every agent receives before the first round into the ledger.
    public func setUp(_ ledger: inout Ledger, agents: Int, publicStates: StateBatch?) {
        let states = publicStates.map { Facts.States($0) }
        guard agents >= 2, let bytes = composition.setUpBytes(states, agents: agents) else { return }
        ledger.add(bytes, exchange: composition.name, .setup, kind: Composition.setUpKind)
    }
}

// MARK: What happens while agents train

extension Exchange {
    /// Whether it watches the agents' training.
    var watches: Bool { !memories.isEmpty }

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
    func pulls(agents: Int) -> PartRows? {
        pulledPart.map { PartRows($0, memory.pulls(bytes: agents * $0.width * $0.precision.bytes), count: agents) }
    }

    /// What all exchanges together add to local updates; nil where none adds anything.
    ///
    /// Several are summed in the spec's order; they all pull at the one part that a learner lends to pulls.
    static func pulls(of exchanges: [Exchange], agents: Int) -> PartRows? {
        var (first, sum): (PartRows?, PartRows?) = (nil, nil)
        for exchange in exchanges {
            guard let rows = exchange.pulls(agents: agents) else { continue }
            guard let own = first else {
                first = rows
                continue
            }
            precondition(rows.part == own.part, "exchanges pull at one part")
            let all = sum ?? exchange.summed(own, agents: agents)
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
        let visiting = exchanges.indices.filter { exchanges[$0].countsVisits }
        let visits = visiting.first.flatMap { exchanges[$0].visits(agents: count) }
        train(round, watchedBy: &exchanges, visits, workers)
        if let visits {
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
        let agents = count
        influence.pulls = Exchange.pulls(of: exchanges, agents: agents)
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

    /// What other axes keep, by group and axis.
    public var keptByAxes: [[String]] { axes.map { $0?.kept.map(\.axis) ?? [] } }

    /// Writes what an axis keeps in a group.
    public func encodeAxis(_ axis: String, group: Int, to encoder: any Encoder) throws {
        for kept in axes[group]?.kept ?? [] where kept.axis == axis { try kept.1.encode(to: encoder) }
    }

    /// Continues with what an axis kept in another run.
    public mutating func restoreAxis(_ axis: String, group: Int, from decoder: any Decoder) throws {
        try axes[group]?.restore(axis, from: decoder)
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
