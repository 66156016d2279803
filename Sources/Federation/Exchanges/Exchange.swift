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
    private let draw = StateDraw()
    /// Where agents are compared.
    let comparedDraw = StateDraw()
    /// The rank whose agents are here; nil where all are. Held beside the population: whoever looks there may copy it, and
    /// with it all agents at their next change.
    private let rank: Rank?
    var digest: any RunningDigest
    /// By group; nil while they talk.
    var axes: [AxesAtWork?]
    /// By group: whether something looks whether its agents meet.
    let watches: [Bool]
    /// By agent: what it remembers of its training, where the exchange watches.
    var memories: [any VisitMemory] = []
    /// By group: whether it met when the exchange ran last.
    public private(set) var haveMet: [Bool]
    /// By group: the table of memories sent last.
    public var sharedTables: [VisitTable] = []
    /// The part to which the digest adds during local updates.
    let pulledPart: Part?
    /// What everybody who could come reports where it is ranked; nil where nobody is.
    private let rankedBy: Report?
    /// Whether an axis looks at how agents have trained, and at what they have visited, since they met.
    let (countsTraining, countsVisits): (Bool, Bool)
    /// Whether an axis looks at how well agents do in an episode that is played for the meeting.
    private let asksPerformance: Bool
    /// Whether it plans for the agents: one alone has nobody to plan with.
    let plansForAgents: Bool

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
        rank = population.rank
        let isSpread = population.rank != nil
        self.period = period
        let places = groups.isEmpty ? [Array(0..<population.count)] : groups
        self.groups = places.map { population.participants($0) }
        haveMet = places.map { _ in false }
        // Participants are alike in what travels, and so the first one says it for all.
        var facts = Facts(composition.name, agents: [population.facts(of: 0)])
        facts.period = period
        facts.share = composition.digest.share
        facts.keys =
            keys.isEmpty
            ? places.map { _ in StreamKey(seed: 0, owner: "exchange/\(composition.name)") } : keys
        self.facts = facts
        requests = composition.requests(facts)
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
                own, agents: places[group].count, group: places[group], names: population.names, key: facts.keys[group],
                isSpread: isSpread)
        }
        watches = axes.map { $0?.trigger != nil }
        if composition.remembers {
            memories = (0..<population.count).compactMap { composition.memory(in: population.spaces(of: $0)) }
            sharedTables = places.map { _ in VisitTable() }
        }
        pulledPart = digest.pullsAtUpdates ? facts.pulledPart : nil
        rankedBy = composition.ranking?.report
        plansForAgents = composition.plans && self.groups[0].count >= 2
        (countsTraining, countsVisits) = (composition.countsTraining, composition.countsVisits)
        asksPerformance = composition.asksPerformance
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
        var performances: [Double]?
        for group in groups.indices {
            haveMet[group] = false
            guard let meeting = meeting(of: group, population, round, &ledger) else { continue }
            if asksPerformance {
                // Once for all groups.
                performances = performances ?? population.perform(after: round.number, workers)
                axes[group]?.performances = performances ?? []
            }
            compare(meeting, &population, publicStates: publicStates, workers)
            hold(meeting, &population, &ledger, publicStates: publicStates, workers)
            noteMeeting(group, meeting.participants.agents, population)
            axes[group]?.rest(after: meeting)
            met = meeting.participants.agents
            haveMet[group] = true
        }
        writePulls(agents: population.count)
        return met
    }

    /// Holds one meeting.
    mutating func hold(
        _ meeting: Meeting, _ population: inout Population, _ ledger: inout Ledger, publicStates: StateBatch?,
        _ workers: Int
    ) {
        if let rank {
            return hold(meeting, among: rank, &population, &ledger, publicStates: publicStates, workers)
        }
        guard let own = axes[meeting.group].take() else { return }
        let parties = PopulationParties(
            taking: &population, &memories, publicStates: asked(publicStates, at: meeting), workers: workers)
        converse(consume parties, consume own, at: meeting, &population, &ledger)
    }

    /// The same, of agents that are spread over ranks.
    private mutating func hold(
        _ meeting: Meeting, among rank: Rank, _ population: inout Population, _ ledger: inout Ledger,
        publicStates: StateBatch?, _ workers: Int
    ) {
        guard let own = axes[meeting.group].take() else { return }
        let parties = RankParties(
            taking: &population, &memories, publicStates: asked(publicStates, at: meeting), workers: workers, rank,
            gathersRows: !own.settled.isCutByColumns)
        converse(consume parties, consume own, at: meeting, &population, &ledger)
    }

    /// Has parties that hold the population talk at a meeting, and takes it back.
    private mutating func converse(
        _ parties: consuming some RunningParties, _ own: consuming AxesAtWork, at meeting: Meeting,
        _ population: inout Population, _ ledger: inout Ledger
    ) {
        // Kept here too, agents would be copied at their first change.
        var talk = Conversation(
            with: consume parties, counting: ledger.taken(), facts, at: meeting, requests, consume own, memory)
        digest.run(&talk)
        if let table = talk.end(&population, &ledger, &memories, &axes[meeting.group]) {
            sharedTables[meeting.group] = table
        }
        settle(meeting, &population)
    }

    /// What happens to agents when they have been told something.
    private func settle(_ meeting: Meeting, _ population: inout Population) {
        population.restart(meeting.participants)
        if composition.digest.penalty != nil { population.anchor(meeting.participants) }
    }

    /// The public states that agents are asked about at a meeting: all of them, or those that are drawn for it.
    private func asked(_ states: StateBatch?, at meeting: Meeting) -> StateBatch? {
        guard let states, let count = composition.upload.drawnStates else { return states }
        var stream = facts.keys[meeting.group].stream(
            .exchange, round: meeting.round.number, episode: ExchangePhase.states)
        return draw.draw(count, of: states, from: &stream)
    }

    /// Notes the public states, which a stage may have prepared after the exchange was made.
    private mutating func prepare(_ publicStates: StateBatch?) {
        let states = publicStates.map { Facts.States($0) }
        guard states != facts.publicStates else { return }
        facts.publicStates = states
        requests = composition.requests(facts)
    }

    /// Who meets; nil where nothing has them meet, or too few are there. Who could come is known before anybody wants anything:
    /// whoever is away tells nobody.
    private mutating func meeting(
        of group: Int, _ population: Population, _ round: Round, _ ledger: inout Ledger
    ) -> Meeting? {
        var participants = groups[group]
        guard participants.count >= 2,
            watches[group] || composition.meets(after: round.number, facts.keys[group]) != false
        else {
            return nil
        }
        let present = attendance?.present(group, after: round.number)
        guard present.map({ $0.count >= 2 }) ?? true, isWanted(group, among: present, population, &ledger) else {
            return nil
        }
        if attendance != nil || rankedBy != nil {
            let all = present ?? Array(participants.agents.indices)
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
        beginWatch(population)
        for group in groups.indices where axes[group]?.upload != nil && groups[group].count > 0 {
            for rows in rows(of: groups[group], population) {
                guard let base = rows.base else { continue }
                let stride = rows.signature.stride
                let first = UnsafeRawBufferPointer(start: base, count: stride)
                for row in 1..<rows.count
                where !first.elementsEqual(UnsafeRawBufferPointer(start: base + row * stride, count: stride)) {
                    let names = [0, row].map { "'\(population.names[groups[group][$0]])'" }.joined(separator: " and ")
                    return
                        "'\(composition.name)' uploads differences to a start that all agents share, but \(names) start apart"
                }
                axes[group]?.upload?.begin(rows.row(0))
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
