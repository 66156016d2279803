import Config
import Federation
import Learning

/// What one number of the agents' worlds spans, relative to its default.
struct ConstantSpread: Equatable {
    /// The number's key.
    let name: String
    /// (max − min)/|default|.
    let range: Double
    /// The standard deviation over the agents/|default|.
    let deviation: Double

    /// Those of all numbers in which agents' worlds differ, in the order of the world's table. Worlds are of one kind.
    static func spreads(of agents: [AgentPlan]) -> [ConstantSpread] {
        guard let first = agents.first, let component = first.language.environments[first.environment.kind] else {
            return []
        }
        let constants = agents.map { $0.language.constants(of: $0.environment) }
        return component.fields.compactMap { field in
            guard case .number = field.type else { return nil }
            let values = constants.compactMap { own in own.first { $0.name == field.key }?.value }
            guard let least = values.min(), let most = values.max(), values.count == agents.count, least < most else {
                return nil
            }
            let size = abs(field.defaultValue?.asNumber ?? 0)
            let unit = size > 0 ? size : 1
            return ConstantSpread(
                name: field.key, range: (most - least) / unit, deviation: StandardDeviation.of(values) / unit)
        }
    }
}
