import Config
import Determinism
import Learning

/// What an exchange will take in a whole run, known before it is spent.
public struct ExchangeForecast: Sendable {
    /// Bytes on the wire, at most.
    public internal(set) var ledger = Ledger()
    /// Bytes on the wire, at least.
    public internal(set) var least = Ledger()
    /// Floating-point operations of networks, at most.
    public internal(set) var operations = 0.0
    /// How often a group meets, at most; where nobody is ever away, as often as the schedule says.
    public internal(set) var meetings = 0
    /// Where agents stand at the end that meet the server one by one; nil where they meet at once.
    public internal(set) var itinerary: Itinerary?
    /// Whether bytes are exact.
    public var isExact: Bool { ledger == least }
}

/// What one meeting takes.
public struct MeetingForecast: Sendable {
    /// Bytes on the wire, at most.
    public let ledger: Ledger
    /// Bytes on the wire, at least.
    public let least: Ledger
    /// By agent: floating-point operations of networks, at most.
    public let operations: [Double]
    /// The most public states that agents are asked about at a time.
    public let statesAtOnce: Int
    /// Bytes of the rows that are sent at a time, with their copies behind guards and faults.
    public let heldBytes: Double
    /// How often every participant is asked.
    public let questions: Int
}

extension Composition {
    /// Draws of attendance beyond which a plan bounds, and does not draw.
    private static let mostDraws = 20_000_000

    /// What a whole run will take: the exchange's own program, run without numbers, as often as the agents meet.
    ///
    /// Where who comes is drawn, so it is here, meeting by meeting.
    ///
    /// - Parameter groups: how many groups of such agents talk, each by itself: one, or the replicas.
    public func forecast(_ facts: Facts, groups: Int) -> ExchangeForecast {
        var result = ExchangeForecast()
        let agents = facts.agents.count
        guard agents >= 2 else { return result }
        let setup = setUpBytes(facts.publicStates, agents: agents.saturatingTimes(groups))
        if let setup { result.add(setup, setup, times: 1, .setup, kind: Self.setUpKind, of: name) }
        if isAsynchronous { return asynchronous(facts, into: result) }
        guard facts.meetings > 0 else { return result }
        let everybody = meeting(of: Array(0..<agents), facts)
        func some(_ present: [Int]) -> MeetingForecast {
            present.count == agents ? everybody : meeting(of: present, facts)
        }
        let links = topology.links(among: facts.peers)
        let watch = (trigger as? any WatchingTrigger)?.most(of: agents, looks: facts.meetings)
        let times = groups.saturatingTimes(watch?.meetings ?? facts.meetings)
        let attendance = attendance(facts, agents: agents)
        let isDrawn = attendance != nil || !isScheduled
        guard isDrawn, watch == nil,
            agents.saturatingTimes(times).saturatingTimes(drawsPerMeeting(facts)) <= Self.mostDraws
        else {
            let most = participation.most(of: agents)
            guard most >= 2 else { return result }
            // Whom somebody who comes is linked with is not known: at most with everybody who comes.
            result.add(
                some(Array(0..<most)), times: times,
                least: !hasAbsence && isScheduled && (most == agents || links ?? .everybody == .everybody))
            result.add(ranking?.report, of: name, reporters: agents, times: times, least: !hasAbsence && isScheduled)
            result.operations = everybody.operations.reduce(0, +) * Double(times)
            result.meetings = times
            if let watch {
                let bytes = watch.notices.saturatingTimes(Self.noticeBytes)
                result.add(bytes, 0, times: groups, .up, kind: Self.noticeKind, of: name)
            }
            return result
        }
        // What a meeting takes depends on how many come, and on how many messages they send one another.
        var meetings: [MeetingSize: (times: Int, present: [Int])] = [:]
        for group in 0..<groups {
            for number in 1...facts.meetings {
                let round = number * facts.period
                guard meets(after: round, facts.keys[group]) ?? true else { continue }
                let present = attendance?.present(group, after: round) ?? Array(0..<agents)
                guard !present.isEmpty else { continue }
                let size = MeetingSize(agents: present.count, messages: links?.messages(among: present) ?? 0)
                meetings[size, default: (0, present)].times += 1
                for agent in present { result.operations += everybody.operations[agent] }
            }
        }
        for size in meetings.keys.sorted() {
            guard let (times, present) = meetings[size] else { continue }
            // Who is chosen of those who could come is not known where they are ranked, but how many are.
            result.add(
                some(ranking == nil ? present : Array(0..<participation.most(of: present.count))), times: times,
                least: true)
            result.add(ranking?.report, of: name, reporters: present.count, times: times, least: true)
            result.meetings += times
        }
        return result
    }

    /// Draws of each agent that say who comes to one meeting: of every round since the last, where it goes by time.
    private func drawsPerMeeting(_ facts: Facts) -> Int { participation is any TimedParticipation ? facts.period : 1 }

    /// Agents that meet the server one by one: the clock runs, and nobody trains.
    private func asynchronous(_ facts: Facts, into start: ExchangeForecast) -> ExchangeForecast {
        var result = start
        guard let itinerary = self.itinerary(facts, { _, _ in result.meetings += 1 }) else { return result }
        let one = meeting(of: [0], facts)
        result.add(one, times: result.meetings, least: true)
        for agent in itinerary.rounds.indices {
            result.operations += one.operations[0] * Double(itinerary.rounds[agent] / facts.period)
        }
        result.itinerary = itinerary
        return result
    }

    /// What a meeting of all agents takes; nil where they never meet. Nothing is drawn for it.
    public func meeting(_ facts: Facts) -> MeetingForecast? {
        facts.agents.count < 2 || facts.meetings == 0 && !isAsynchronous
            ? nil : meeting(of: Array(facts.agents.indices), facts)
    }

    /// One meeting of some agents, by their places.
    private func meeting(of present: [Int], _ facts: Facts) -> MeetingForecast {
        var facts = facts
        facts.exchange = name
        if !isAttendedByAll { facts.stepsPerPeriod = facts.stepsInAll }
        let meeting = Meeting(
            participants: Participants(agents: present, byKind: [], here: 0..<0), group: 0,
            round: Round(facts.period, length: Duration(1, .steps)), period: facts.period)
        var talk = Conversation(
            with: ForecastParties(facts.agents), counting: Ledger(), facts, at: meeting, requests(facts),
            atWork(facts, agents: 0, group: Array(facts.agents.indices), names: [], key: nil), ConversationMemory())
        var digest = digest.running(facts, agents: 0)
        digest.run(&talk)
        talk.settle()
        let compared = facts.comparedStates(weighting.drawnStates)
        var operations = talk.parties.operations
        for agent in present { operations[agent] += Double(compared) * Double(facts.agents[agent].forwardOperations) }
        return MeetingForecast(
            ledger: talk.ledger, least: talk.least, operations: operations,
            statesAtOnce: max(talk.parties.statesAtOnce, compared),
            heldBytes: talk.parties.heldBytes * copies(of: talk.axes) + messages(facts, talk.axes, of: present.count)
                + drawnBytes(facts) + Double(present.count) * 4 * Double(facts.comparedNumbers(weighting.drawnStates)),
            questions: talk.asked)
    }

    /// How often rows that are sent are in memory at a time: the agents' own, as they arrive, as each receiver has them, and the
    /// results of each.
    private func copies(of axes: AxesAtWork) -> Double {
        let isWatched = (trigger as? any WatchingTrigger).map { type(of: $0).looksAtParts } ?? false
        var copies = 1.0
        if axes.settled.altersRows || isWatched { copies += 1 }
        if axes.settled.isPersonal { copies += 1 }
        if axes.settled.links != nil, axes.settled.altersRows { copies += 1 }
        return copies
    }

    /// Bytes of public states that are drawn for a meeting.
    private func drawnBytes(_ facts: Facts) -> Double {
        guard let states = facts.publicStates else { return 0 }
        return [upload.drawnStates, weighting.drawnStates].compactMap(\.self).reduce(0) {
            $0 + StateDraw.bytes($1, of: states)
        }
    }

    /// Bytes of encoded messages that are in memory at a time: what is encoded, and what it was made of.
    private func messages(_ facts: Facts, _ axes: AxesAtWork, of agents: Int) -> Double {
        var most = 0.0
        for request in requests(facts) where request.signature.keyed == nil {
            let wire = axes.settled.wire(request.signature, .up)
            guard wire.form.isEncoded else { continue }
            most = max(most, 2 * Double(agents) * Double(wire.bytes(rows: 1, messages: 1)))
        }
        return most
    }
}

extension ExchangeForecast {
    fileprivate mutating func add(_ meeting: MeetingForecast, times: Int, least isCertain: Bool) {
        for (most, least) in zip(meeting.ledger.entries, meeting.least.entries) {
            add(
                most.bytes, isCertain ? least.bytes : 0, times: times, most.direction, kind: most.kind,
                of: most.exchange)
        }
    }

    fileprivate mutating func add(
        _ report: Report?, of exchange: String, reporters: Int, times: Int, least isCertain: Bool
    ) {
        guard let report else { return }
        let bytes = reporters.saturatingTimes(report.bytes)
        add(bytes, isCertain ? bytes : 0, times: times, .up, kind: report.kind, of: exchange)
    }

    fileprivate mutating func add(
        _ most: Int, _ least: Int, times: Int, _ way: Ledger.Direction, kind: String, of exchange: String
    ) {
        ledger.add(times.saturatingTimes(most), exchange: exchange, way, kind: kind)
        self.least.add(times.saturatingTimes(least), exchange: exchange, way, kind: kind)
    }
}

/// What the bytes of a meeting depend on: how many come, and how many messages they send one another.
private struct MeetingSize: Hashable, Comparable {
    let agents: Int
    let messages: Int

    static func < (one: MeetingSize, other: MeetingSize) -> Bool {
        (one.agents, one.messages) < (other.agents, other.messages)
    }
}
