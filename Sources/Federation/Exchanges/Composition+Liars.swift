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

    /// What such a world can become for agents that learn from another one.
    public func misled(_ environment: any Environment) -> [any World] {
        lies.filter { !$0.fault.isOnWire }.compactMap {
            $0.fault.world(of: environment, .training(StreamKey(seed: 0, owner: "")))
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

    /// The path below the exchange of the first fault by which anybody lies among some agents.
    public func pathOfLies(among names: [String]) -> String {
        lies.first { $0.fault.suspects(among: names).count > 0 }.map { "faults.\(type(of: $0.fault).component.kind)" }
            ?? "faults"
    }

    /// The kind of the aggregate.
    public var aggregate: String { type(of: aggregator).component.kind }
}
