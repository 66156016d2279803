import Config
import Learning

/// The worlds a cell evaluates its agents in, each made once.
struct EvaluationWorlds: Sendable {
    /// The name of the worlds that agents train in.
    static let own = "own"
    /// The name of the world with no number left open.
    static let nominal = "nominal"
    /// The names no set may have.
    static let reserved = [own, nominal]

    private let sets: [(name: String, environments: [any Environment])]

    /// The worlds of a plan: the nominal one, and its sets, as one of its replicas has them.
    init(_ plan: CellPlan, replica: PlanReplica? = nil) {
        let drawn = replica?.worlds ?? plan.worlds
        let choices = [(Self.nominal, [plan.nominalEnvironment])] + drawn.map { ($0.name, $0.environments) }
        let catalogue = plan.language.environments
        sets = choices.map { name, environments in (name, environments.map(catalogue.make)) }
    }

    /// The models of the worlds of a name, by world, then by agent; nil where one of them has none.
    ///
    /// - Parameter own: the agents' own worlds.
    func models(_ name: String, own: [any Environment]) -> [[FiniteModel]]? {
        let rows = self[name].map { worlds in worlds.map { [$0.model] } } ?? [own.map(\.model)]
        let models = rows.map { $0.compactMap(\.self) }
        guard zip(rows, models).allSatisfy({ $0.count == $1.count }) else { return nil }
        return models.map { row in row.count == own.count ? row : own.map { _ in row[0] } }
    }

    /// The worlds of a name; none for `own`, which are the agents'.
    subscript(name: String) -> [any Environment]? { sets.first { $0.name == name }?.environments }
}
