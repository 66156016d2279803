/// What the axes of one group are told once, and what no meeting changes.
final class SettledAxes: Sendable {
    let aggregator: any Aggregator
    let guards: [any Guard]
    /// The guard that makes means in place of the aggregate; nil where none does.
    let summing: (any SummingGuard)?
    /// Faults that lie, with their places among all faults.
    let lies: [(index: Int, fault: any LyingFault)]
    /// By fault that lies: the liars' places in the population, in rising order.
    let liars: [[Int]]
    /// Names of agents, by their places in the population.
    let names: [String]
    /// The group's agents, in order.
    let peers: [Facts.Peer]
    /// By place in the population: the place in the group.
    let places: [Int: Int]
    /// Who is linked with whom where agents send to one another; nil where a server is in the middle.
    let links: Links?
    /// Whether participants get results of their own.
    let isPersonal: Bool
    /// Whether agents send something else than what they have.
    let isRelative: Bool
    /// Whether agents are spread over ranks, and nothing between uploads and result looks at whole rows: then each rank makes some
    /// columns of the result.
    let isCutByColumns: Bool

    init(
        aggregator: any Aggregator, guards: [any Guard], summing: (any SummingGuard)?,
        lies: [(index: Int, fault: any LyingFault)], liars: [[Int]], names: [String], peers: [Facts.Peer],
        places: [Int: Int], links: Links?, isPersonal: Bool, isRelative: Bool, isCutByColumns: Bool
    ) {
        self.aggregator = aggregator
        self.guards = guards
        self.summing = summing
        self.lies = lies
        self.liars = liars
        self.names = names
        self.peers = peers
        self.places = places
        self.links = links
        self.isPersonal = isPersonal
        self.isRelative = isRelative
        self.isCutByColumns = isCutByColumns
    }

    /// How many messages agents send one another who are there; nil where they send to a server.
    func messages(among participants: [Int]) -> Int? { links?.messages(among: places(of: participants)) }

    /// Whether liars can tell every neighbor something else.
    var liesByReceiver: Bool { links != nil && lies.contains { $0.fault.differsByReceiver } }

    /// Whether what arrives can differ from what was asked for.
    var altersRows: Bool { !guards.isEmpty || !lies.isEmpty || isRelative }

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
}
