import Determinism

/// The axes between an upload and its result, at work in one group, with what they keep.
struct AxesAtWork: Sendable {
    let aggregator: any Aggregator
    let guards: [any Guard]
    /// The guard that makes means in place of the aggregate; nil where none does.
    let summing: (any SummingGuard)?
    /// Faults that lie, with their places among all faults.
    let lies: [(index: Int, fault: any LyingFault)]
    /// By fault that lies: the liars' places in the population, in rising order.
    var liars: [[Int]] = []
    /// Names of agents, by their places in the population.
    let names: [String]
    /// Nil where all count alike.
    var weighting: (any RunningWeighting)?
    /// Nil where the aggregate is sent as it is.
    var server: (any RunningServer)?
    /// Nil where who comes does not depend on how agents train.
    var participation: (any RunningParticipation)?
    /// Nil where agents send what they have.
    var upload: (any RunningUpload)?
    /// The group's agents, in order.
    let peers: [Facts.Peer]
    /// By place in the population: the place in the group.
    let places: [Int: Int]
    /// Who is linked with whom where agents send to one another; nil where a server is in the middle.
    let links: Links?
    /// How often agents visited what their numbers stand for since they met; nil where nothing looks at it.
    var visits: VisitTally?
    /// What training brought since the agents met; nil where nothing looks at it.
    var tally: TrainingTally?

    /// What looks whether agents meet; nil where chance alone decides.
    var trigger: (any RunningTrigger)?
    /// What the server keeps for agents that come one by one; nil where they meet at once.
    var standing: StandingServer?
    /// Whether participants get results of their own.
    let isPersonal: Bool

    /// How many messages agents send one another who are there; nil where they send to a server.
    func messages(among participants: [Int]) -> Int? { links?.messages(among: places(of: participants)) }

    /// Whether liars can tell every neighbor something else.
    var liesByReceiver: Bool { links != nil && lies.contains { $0.fault.differsByReceiver } }

    /// Whether what arrives can differ from what was asked for.
    var altersRows: Bool { !guards.isEmpty || !lies.isEmpty || upload != nil }

    /// The participants' places in their group.
    func places(of participants: [Int]) -> [Int] { participants.compactMap { places[$0] } }

    /// What is on the wire where a signature is, going one way. `check` has refused chains that do not fit.
    func wire(_ signature: Signature, _ way: Ledger.Direction) -> Signature {
        guards.reduce(signature) { signed($0, by: $1, way) }
    }

    /// What a guard makes of a signature.
    func signed(_ signature: Signature, by own: any Guard, _ way: Ledger.Direction) -> Signature {
        guard let next = own.wire(signature, way) else { preconditionFailure("check refuses guards in such an order") }
        return next
    }

    private static let (trigger, weights, server) = ("when", "weights", "server")
    private static let (training, participation) = ("training", "participation")
    private static let upload = "upload"
    private static let counts = "visits"

    /// What they keep, by axis.
    var kept: [(axis: String, any KeepingAxis)] {
        var kept: [(String, any KeepingAxis)] = []
        if let trigger, trigger.hasState { kept.append((Self.trigger, trigger)) }
        if let standing { kept.append((Self.trigger, standing)) }
        if let weighting, weighting.hasState { kept.append((Self.weights, weighting)) }
        if let server, server.hasState { kept.append((Self.server, server)) }
        if let participation, participation.hasState { kept.append((Self.participation, participation)) }
        if let upload, upload.hasState { kept.append((Self.upload, upload)) }
        if let visits { kept.append((Self.counts, visits)) }
        if let tally { kept.append((Self.training, tally)) }
        return kept
    }

    /// Continues with what an axis kept in another run.
    mutating func restore(_ axis: String, from decoder: any Decoder) throws {
        if axis == Self.trigger {
            try trigger?.restore(from: decoder)
            try standing?.restore(from: decoder)
        }
        if axis == Self.weights { try weighting?.restore(from: decoder) }
        if axis == Self.server { try server?.restore(from: decoder) }
        if axis == Self.counts { try visits?.restore(from: decoder) }
        if axis == Self.participation { try participation?.restore(from: decoder) }
        if axis == Self.upload { try upload?.restore(from: decoder) }
        if axis == Self.training { try tally?.restore(from: decoder) }
    }

    /// Begins anew to count training after a meeting.
    mutating func rest(after meeting: Meeting) {
        guard tally != nil || visits != nil else { return }
        let present = places(of: meeting.participants.agents)
        tally?.met(present)
        visits?.met(present)
    }

    /// Which of those who could come meet, by their places in the group; all of them where it does not depend on how they train.
    mutating func choose(among present: [Int]) -> [Int] {
        guard present.count >= 2, let training = tally?.scores(of: present) else { return present }
        return participation?.choose(among: present, training) ?? present
    }
}
