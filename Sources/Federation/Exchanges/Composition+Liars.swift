public import Determinism
public import Learning

/// Agents that lie in an exchange for the whole run.
public struct Liars: Sendable, Equatable {
    /// The fault's kind.
    public let fault: String
    /// What they do, in a word.
    public let act: String
    /// Their names, in the agents' order.
    public let names: [String]
}

/// How many of those whose uploads make one result can lie, and how many may.
public struct Exposure: Sendable, Equatable {
    /// Liars among the senders, at most.
    public let liars: Int
    /// Senders of one result: as many as can come, where agents send to one another those that the fewest links reach.
    public let senders: Int
    /// How many of these the aggregate bears; nil where that is not known.
    public let tolerated: Int?

    /// Whether more can lie than the aggregate bears.
    public var isBeyond: Bool { tolerated.map { liars > $0 } ?? false }
}

extension Composition {
    /// The faults that lie, with their places among all faults.
    var lies: [(index: Int, fault: any LyingFault)] {
        faults.enumerated().compactMap { index, fault in (fault as? any LyingFault).map { (index, $0) } }
    }

    /// Who lies by a fault, by places among the agents of a group.
    func liars(by lie: (index: Int, fault: any LyingFault), among names: [String], _ key: StreamKey) -> [Int] {
        var stream = key.stream(.exchange, round: 0, episode: ExchangePhase.faults + lie.index)
        return lie.fault.liars(among: names, &stream).sorted()
    }

    /// The worlds in which agents of a group train that are not their own, by places.
    ///
    /// - Parameter key: of the exchange's own streams, of this group.
    public func worlds(
        among names: [String], _ key: StreamKey, _ own: (_ place: Int) -> (any Environment, WorldStreams)
    ) -> [(place: Int, world: any World)] {
        lies.filter { !$0.fault.isOnWire }.flatMap { lie in
            liars(by: lie, among: names, key).compactMap { place in
                let (environment, streams) = own(place)
                return lie.fault.world(of: environment, streams).map { (place, $0) }
            }
        }
    }

    /// Who lies among the agents of a group, fault by fault.
    ///
    /// - Parameter key: of the exchange's own streams, of this group.
    public func liars(among names: [String], _ key: StreamKey) -> [Liars] {
        lies.map { lie in
            Liars(
                fault: type(of: lie.fault).component.kind, act: lie.fault.act,
                names: liars(by: lie, among: names, key).map { names[$0] })
        }
    }

    /// How many of some agents lie, beside what the aggregate bears; nil where nobody does.
    public func exposure(among names: [String]) -> Exposure? {
        let agents = names.count
        let liars = min(agents, lies.reduce(0) { $0.saturatingPlus($1.fault.number(among: agents)) })
        guard liars > 0 else { return nil }
        let linked = topology.links(among: names.map { Facts.Peer($0) })?.fewestSenders(among: agents)
        let senders = max(1, min(participation.most(of: agents), linked ?? agents))
        return Exposure(
            liars: min(liars, senders), senders: senders, tolerated: aggregator.tolerated(of: senders))
    }

    /// The path below the exchange of the first fault by which anybody lies among so many agents.
    public func pathOfLies(among agents: Int) -> String {
        lies.first { $0.fault.number(among: agents) > 0 }.map { "faults.\(type(of: $0.fault).component.kind)" }
            ?? "faults"
    }

    /// The kind of the aggregate.
    public var aggregate: String { type(of: aggregator).component.kind }
}
