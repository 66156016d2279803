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
            guard let exposure = composition.exposure(among: agents.map(\.name)) else { return [] }
            return zip(copies, keys(ofExchange: composition.name)).flatMap { copy, key in
                composition.liars(among: agents.map(\.name), key).map {
                    PlannedLiars(
                        replica: copy.number, exchange: composition.name, liars: $0, exposure: exposure,
                        aggregate: composition.aggregate)
                }
            }
        }
    }
}
