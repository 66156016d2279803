import Config
import Determinism

// What reports ask of plans that nobody compiles anew.
extension StoredPlan {
    /// Whether agents exchange nothing: `federation: []`.
    public var isWithoutExchanges: Bool { plan["federation"]?.elements.isEmpty ?? true }

    /// Which values of each measure are better, by the name its rows have.
    public var directions: [String: MeasureDirection] {
        var directions: [String: MeasureDirection] = [:]
        for entry in plan["measure"]?.elements ?? [] {
            guard let member = entry.members.first else { continue }
            let kind = Measures.direction(of: member.key) == nil ? member.value.members.first?.key : member.key
            directions[member.key] = kind.flatMap(Measures.direction(of:))
        }
        return directions
    }
}

extension Measures {
    /// Which values of a kind of measure are better; nil where there is no such kind.
    public static func direction(of kind: String) -> MeasureDirection? {
        (catalogue.type(of: kind) as? any Measure.Type)?.direction
    }
}
