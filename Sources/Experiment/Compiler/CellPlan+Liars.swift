import Determinism
public import Federation

/// Who lies in an exchange of a plan, in one of its replicas.
public struct PlannedLiars: Sendable {
    /// The replica, from 1; nil where the plan is the only copy.
    public let replica: Int?
    /// The exchange's name.
    public let exchange: String
    /// Who lies, and how.
    public let liars: Liars
    /// How many of the senders of one result can lie, by all of the exchange's faults together, and how many may.
    public let exposure: Exposure
    /// The aggregate's kind.
    public let aggregate: String
}

extension CellPlan {
    /// Who lies, exchange by exchange, replica by replica, fault by fault: drawn here as a run draws it.
    public var liars: [PlannedLiars] {
        compositions.flatMap { composition -> [PlannedLiars] in
            let names = agents.map(\.name)
            guard composition.exposure(among: names.map { Facts.Peer($0) }) != nil else { return [] }
            var facts = Facts(composition.name, agents: [])
            facts.keys = keys(ofExchange: composition.name)
            facts.period = period(of: composition)
            facts.meetings = rounds / facts.period
            return copies.enumerated().flatMap { group, copy -> [PlannedLiars] in
                let liars = composition.liars(among: names, facts.keys[group])
                facts.peers = copy.agents.map(\.facts)
                let places = Set(names.indices.filter { place in liars.contains { $0.names.contains(names[place]) } })
                let meetings = composition.attended(facts, group: group, atMost: Self.mostDraws / copies.count)
                guard let exposure = composition.exposure(among: facts.peers, liars: places, at: meetings) else {
                    return []
                }
                return liars.map {
                    PlannedLiars(
                        replica: copy.number, exchange: composition.name, liars: $0, exposure: exposure,
                        aggregate: composition.aggregate)
                }
            }
        }
    }

    /// How often agents' coming is drawn to see how many liars meet how many others; beyond it, the fewest that can come are
    /// looked at.
    private static let mostDraws = 20_000_000
}
