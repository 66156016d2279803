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
    /// The most public states that agents are asked about at a time.
    public internal(set) var statesAtOnce = 0
    /// Bytes of the rows that one group sends at a time.
    public internal(set) var heldBytes = 0.0
    /// Whether bytes are exact.
    public var isExact: Bool { ledger == least }
}

extension Composition {
    /// Draws of attendance beyond which a plan bounds, and does not draw.
    private static let mostDraws = 20_000_000

    /// What a whole run will take: the exchange's own program, run without numbers.
    ///
    /// - Parameter groups: how many groups of such agents talk, each by itself: one, or the replicas.
    public func forecast(_ facts: Facts, groups: Int) -> ExchangeForecast {
        var result = ExchangeForecast()
        let agents = facts.agents.count
        guard agents >= 2 else { return result }
        if asksPublicStates, let states = facts.publicStates {
            let bytes = agents.saturatingTimes(groups).saturatingTimes(states.count)
                .saturatingTimes(states.width * bytesPerNumber)
            result.add(bytes, bytes, times: 1, .setup, kind: "public_states", of: name)
        }
        guard facts.meetings > 0 else { return result }
        let everybody = meeting(of: agents, facts)
        result.statesAtOnce = everybody.statesAtOnce
        result.heldBytes = everybody.heldBytes
        let draws = agents.saturatingTimes(groups).saturatingTimes(facts.meetings)
        guard !isAttendedByAll, draws <= Self.mostDraws else {
            let times = groups.saturatingTimes(facts.meetings)
            let most = participation.most(of: agents)
            guard most >= 2 else { return result }
            result.add(meeting(of: most, facts), times: times, least: faults.isEmpty)
            result.operations = everybody.operations.reduce(0, +) * Double(times)
            result.meetings = times
            return result
        }
        let attendance = attendance(facts, agents: agents)
        var meetings = [Int](repeating: 0, count: agents + 1)
        for group in 0..<groups {
            for number in 1...facts.meetings {
                let present = attendance.present(group, after: number * facts.period)
                meetings[present.count] += 1
                for agent in present { result.operations += everybody.operations[agent] }
            }
        }
        for count in 2...agents where meetings[count] > 0 {
            result.add(meeting(of: count, facts), times: meetings[count], least: true)
            result.meetings += meetings[count]
        }
        return result
    }

    /// One meeting of the first so many agents.
    private func meeting(of count: Int, _ facts: Facts) -> OneMeeting {
        var facts = facts
        facts.exchange = name
        if !isAttendedByAll { facts.stepsPerPeriod = facts.stepsInAll }
        let meeting = Meeting(
            participants: Participants(agents: Array(0..<count), byKind: []), group: 0,
            round: Round(facts.period, length: Duration(1, .steps)), period: facts.period)
        var talk = Conversation(
            with: ForecastParties(facts.agents), counting: Ledger(), facts, at: meeting, upload.requests(facts),
            aggregator, ConversationMemory())
        var digest = digest.running(facts, agents: 0)
        digest.run(&talk)
        talk.settle()
        return OneMeeting(
            most: talk.ledger, least: talk.least, operations: talk.parties.operations,
            statesAtOnce: talk.parties.statesAtOnce, heldBytes: talk.parties.heldBytes)
    }
}

/// What one meeting takes.
private struct OneMeeting {
    let most: Ledger
    let least: Ledger
    /// By agent.
    let operations: [Double]
    let statesAtOnce: Int
    let heldBytes: Double
}

extension ExchangeForecast {
    fileprivate mutating func add(_ meeting: OneMeeting, times: Int, least isCertain: Bool) {
        for (most, least) in zip(meeting.most.entries, meeting.least.entries) {
            add(
                most.bytes, isCertain ? least.bytes : 0, times: times, most.direction, kind: most.kind,
                of: most.exchange)
        }
    }

    fileprivate mutating func add(
        _ most: Int, _ least: Int, times: Int, _ way: Ledger.Direction, kind: String, of exchange: String
    ) {
        ledger.add(times.saturatingTimes(most), exchange: exchange, way, kind: kind)
        self.least.add(times.saturatingTimes(least), exchange: exchange, way, kind: kind)
    }
}
