public import Learning

/// The worlds of the fixtures, as finite models.
public enum FixtureModels {
    /// Models from dense kernels `[agent, s, a, s']`; rewards are `[agent, s]` or `[s, a]`, common to all.
    public static func models(
        kernels: [Double], shape: [Int], rewards: [Double], isByAgent: Bool, start: [Double]? = nil,
        features: [Double]? = nil
    ) -> [FiniteModel] {
        let (states, actions) = (shape[1], shape[2])
        return (0..<shape[0]).map { agent in
            let rows = (0..<(states * actions)).map { row in
                (0..<states).compactMap { next -> (successor: Int, probability: Double)? in
                    let probability = kernels[(agent * states * actions + row) * states + next]
                    return probability > 0 ? (next, probability) : nil
                }
            }
            let own = (0..<(states * actions)).map { row in
                isByAgent ? rewards[agent * states + row / actions] : rewards[row]
            }
            return FiniteModel(
                states: states, actions: actions, kernel: rows, rewards: own,
                start: start ?? [Double](repeating: 1 / Double(states), count: states), features: features)
        }
    }

    /// The Garnet of `federated-td`.
    public static func garnet(_ fixture: Fixture) throws -> [FiniteModel] {
        models(
            kernels: try fixture.doubles("kernels"), shape: try fixture.shape("kernels"),
            rewards: try fixture.doubles("rewards"), isByAgent: true, features: try fixture.doubles("features"))
    }

    /// A world of `tabular`.
    public static func tabular(_ fixture: Fixture, _ world: String) throws -> [FiniteModel] {
        models(
            kernels: try fixture.doubles("\(world)/kernels"), shape: try fixture.shape("\(world)/kernels"),
            rewards: try fixture.doubles("\(world)/rewards"), isByAgent: false,
            start: try fixture.doubles("\(world)/start"))
    }

    /// Whether numbers agree within so much of the largest of them.
    public static func agree(_ one: [Double], _ other: [Double], within tolerance: Double = 1e-12) -> Bool {
        let scale = other.map(abs).max() ?? 1
        return one.count == other.count && zip(one, other).allSatisfy { abs($0 - $1) <= tolerance * scale }
    }
}
