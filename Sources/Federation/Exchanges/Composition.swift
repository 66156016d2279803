public import Config
public import Determinism
public import Learning

/// A method's settings, turned into the axes they name.
public struct Composition: Sendable {
    /// What paths, ledger and checkpoints call the exchange.
    public let name: String
    /// How long agents train between two exchanges.
    public let every: Duration
    /// Which of these times are meetings.
    public let trigger: any Trigger
    /// What agents send.
    public internal(set) var upload: any Upload
    /// Who sends to whom.
    public let topology: any Topology
    /// How much each agent counts in whose result.
    public let weighting: any Weighting
    /// How the server combines it.
    public internal(set) var aggregator: any Aggregator
    /// What the server makes of the aggregate.
    public internal(set) var server: any Server
    /// What protects uploads, in order.
    public internal(set) var guards: [any Guard]
    /// How agents take the result in.
    public internal(set) var digest: any Digest
    /// Who takes part in a meeting.
    public let participation: any Participation
    /// What goes wrong, in order.
    public let faults: [any Fault]
    /// The names of parts, and of pieces of networks, that stay with their agents.
    public let personal: [String]

    /// Which other choices there are, for advice.
    let language: Language

    /// Reads the axes' fields.
    init(kind: String, _ settings: Settings) {
        name = settings.has("name") ? settings.text("name") : kind
        language = settings.language
        every = settings.duration("every")
        let trigger = settings.make("when", from: Triggers.name)
        self.trigger = (trigger as? OnEvent)?.event ?? trigger
        upload = settings.make("upload", from: Uploads.name)
        topology = settings.make("topology", from: Topologies.name)
        weighting = settings.make("weights", from: Weightings.name)
        aggregator = settings.make("aggregate", from: Aggregators.name)
        server = settings.make("server", from: Servers.name)
        guards = settings.list("protect").map { settings.language[Guards.name].make(Choice($0)) }
        digest = settings.make("digest", from: Digests.name)
        participation = settings.make("participation", from: Participations.name)
        faults = settings.list("faults").map { settings.language[Faults.name].make(Choice($0)) }
        personal = settings.list("personal").compactMap(\.asText)
    }

    /// Whether an axis keeps anything between two meetings, which checkpoints have under the exchange's name.
    public var keepsState: Bool { countsTraining || countsVisits || axes.contains { type(of: $0).keepsState } }

    /// Whether an axis looks at what agents have visited since they met.
    var countsVisits: Bool { axes.contains { $0.countsVisits } }

    /// Whether an axis looks at how agents have trained since they met.
    var countsTraining: Bool { axes.contains { $0.countsTraining } }

    /// Whether an axis looks at how well agents do in an episode that is played for the meeting.
    var asksPerformance: Bool { axes.contains { $0.asksPerformance } }

    private var axes: [any Axis] {
        [trigger, upload, topology, weighting, aggregator, server, digest, participation] + guards + faults
    }

    /// The guard that makes means in place of the aggregate; nil where none does.
    var summing: (any SummingGuard)? { guards.lazy.compactMap { $0 as? any SummingGuard }.first }

    /// Whether participants get results of their own.
    var isPersonal: Bool { weighting.isPersonal || !topology.hasServer }

    /// What it draws from the streams of every participant.
    public var purposes: [Purpose] { axes.flatMap { type(of: $0).purposes } }

    /// What it draws from streams of its own, `exchange/<name>`.
    public var ownPurposes: [Purpose] {
        axes.contains { type(of: $0).drawsForAll || $0.drawnStates != nil } ? [.exchange] : []
    }

    /// Who comes to which meeting as far as it is drawn; nil where everybody always could.
    func attendance(_ facts: Facts, agents: Int) -> Attendance? {
        let drawn = participation as? any DrawnParticipation
        let timed = timed(facts)
        guard hasAbsence || timed != nil || !(drawn == nil || participation.takesEverybody) else { return nil }
        return Attendance(drawn, faults, keys: facts.keys, count: agents, timed: timed)
    }

    /// The participation where it goes by how long rounds take; nil where it does not.
    private func timed(_ facts: Facts) -> Attendance.Timed? {
        guard let participation = participation as? any TimedParticipation else { return nil }
        let (names, period) = (facts.peers.map(\.name), facts.period)
        let times = facts.keys.map { self.times(of: names, $0) }
        return Attendance.Timed(participation: participation) { group, round in
            names.indices.map { agent in
                (round - period + 1...round).reduce(0) { $0 + (times[group]?.ticks(of: agent, round: $1) ?? 0) }
            }
        }
    }

    /// Whether who comes goes by how long rounds take, so that nobody waits for the others meanwhile.
    public var choosesByTime: Bool { participation is any TimedParticipation }

    /// The participation where it goes by how agents train.
    var ranking: (any RankingParticipation)? { participation as? any RankingParticipation }

    /// Who of a group meets after a round at which they could, as a plan knows it: nil where that depends on what agents come to,
    /// nobody where they do not meet.
    public func roll(_ facts: Facts) -> @Sendable (_ round: Int) -> [Int]? {
        let attendance = attendance(facts, agents: facts.agents.count)
        let (everybody, key, isRanked) = (Array(facts.agents.indices), facts.keys[0], ranking != nil)
        return { round in
            guard let meets = meets(after: round, key), !isRanked else { return nil }
            return meets ? attendance.map { $0.present(0, after: round) } ?? everybody : []
        }
    }

    /// Whether a group meets after a round at which it could, where chance alone decides; nil where agents look at themselves.
    ///
    /// - Parameter key: of the group's streams.
    func meets(after round: Int, _ key: StreamKey) -> Bool? {
        if isScheduled { return true }
        guard !(trigger is any WatchingTrigger) else { return nil }
        var stream = key.stream(.exchange, round: round, episode: ExchangePhase.trigger)
        return trigger.fires(&stream)
    }

    /// The ledger's word for what an agent sends that wants a meeting, and its bytes.
    static let (noticeKind, noticeBytes) = ("notice", 1)

    /// The ledger's word for what every agent receives before the first round.
    static let setUpKind = "public_states"

    /// Bytes that so many agents receive before the first round; nil where they receive nothing.
    func setUpBytes(_ states: Facts.States?, agents: Int) -> Int? {
        guard asksPublicStates, let states else { return nil }
        return agents.saturatingTimes(states.count).saturatingTimes(states.width * bytesPerNumber)
    }

    /// Whether all agents are at every meeting. Otherwise the seed decides, and with it what is sent.
    public var isAttendedByAll: Bool { !hasAbsence && participation.takesEverybody }

    /// What has agents miss meetings, as a path below the exchange; nil where everybody is always there.
    var absence: String? { isAttendedByAll ? nil : hasAbsence ? "faults" : "participation" }

    /// Whether agents meet after every `every`. Otherwise chance decides, or what they have come to.
    public var isScheduled: Bool { trigger.isAlways }

    /// Whether anything of it is said of time.
    public var takesTime: Bool { isAsynchronous || drawsTime }

    /// Whether agents meet the server one by one.
    public var isAsynchronous: Bool { trigger.asynchrony != nil }

    /// How long the rounds of a group's agents take on the virtual clock; nil where nothing says anything of time.
    ///
    /// - Parameter names: of the agents, in order.
    public func times(of names: [String], _ key: StreamKey) -> RoundTimes? {
        RoundTimes(trigger.asynchrony, faults, names: names, key: key)
    }

    /// Whether how long a round takes is drawn round by round.
    public var drawsTime: Bool { faults.contains { $0 is any SlowingFault } }

    /// When each agent is at the server for the first time, where they come one by one, in ticks; none where they meet at once.
    ///
    /// - Parameters:
    ///   - names: of the agents, in order.
    ///   - period: rounds between two meetings of one.
    public func firstArrivals(of names: [String], period: Int, _ key: StreamKey) -> [Int] {
        guard isAsynchronous, let pace = times(of: names, key) else { return [] }
        return Itinerary(agents: names.count, period: period, pace).due
    }

    /// Whether faults take agents away.
    var hasAbsence: Bool { faults.contains { $0.takesAgentsAway } }

    /// Whether agents are planned for. An agent that is alone in it plans for itself, and its plannings count as meetings.
    public var plans: Bool { type(of: upload).space == .moment }

    /// Whether agents are asked about public states.
    public var asksPublicStates: Bool { type(of: upload).asksPublicStates || weighting.drawnStates != nil }

    /// What agents remember for it between two meetings; nil where nothing is.
    public func memory(in spaces: Spaces) -> (any VisitMemory)? { upload.memory(in: spaces) }

    /// Whether agents remember anything for it.
    public var remembers: Bool { type(of: upload).space == .visit }

    /// What every participant is asked for, in order.
    func requests(_ facts: Facts) -> [Request] {
        var facts = facts
        facts.personal = personal
        facts.drawnStates = upload.drawnStates
        return upload.requests(facts)
    }

    /// Whether a network or table of this name is carried from agent to agent, or a piece of it.
    public func carries(_ role: String) -> Bool {
        guard !personal.contains(role) else { return false }
        return upload.named?.contains { $0 == role || $0.hasPrefix(role + ".") } ?? true
    }

    /// All that stands against it among such agents.
    public func unfit(_ facts: Facts) -> [Unfit] {
        let axes = unfitAxes(facts)
        guard axes.isEmpty else { return axes }
        var facts = facts
        facts.personal = personal
        facts.drawnStates = upload.drawnStates
        facts.share = digest.share
        let sent = unfitPersonal + upload.unfit(facts)
        facts.absence = absence
        if sent.isEmpty { facts.payload = requests(facts).map(\.signature) }
        let found =
            sent + trigger.unfit(facts) + unfitAsynchrony(facts) + unfitPulls + aggregator.unfit(facts)
            + digest.unfit(facts) + (sent.isEmpty ? unfitPenalty(facts) : [])
            + participation.unfit(facts)
            + unfitPairs + weighting.unfit(facts) + server.unfit(facts) + topology.unfit(facts)
            + unfitLies + unfitGuards(facts) + guards.flatMap { $0.unfit(facts) } + faults.flatMap { $0.unfit(facts) }
        // One setting that does not go with what agents observe often brings others with it.
        let first = found.firstIndex { $0.kind == .setting }
        return found.indices.filter { found[$0].kind != .setting || $0 == first }.map { found[$0] }
    }
}
