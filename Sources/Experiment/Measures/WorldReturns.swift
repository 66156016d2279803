import Config

/// What an evaluation brought in the worlds of one name.
public struct WorldReturns: Sendable, Equatable {
    /// `own`, `nominal`, or a set of the plan.
    public let name: String
    /// Mean returns by world, then by agent. `own` is one row, in which every agent has a world of its own.
    public let returns: [[Double]]

    /// By agent: the mean over the worlds.
    public var byAgent: [Double] {
        returns.count == 1
            ? returns[0] : returns[0].indices.map { agent in Self.mean(returns.map { $0[agent] }) }
    }

    /// By world: the mean over the agents that play in it.
    public var byWorld: [Double] { name == EvaluationWorlds.own ? returns[0] : returns.map(Self.mean) }

    /// The mean over the worlds.
    public var mean: Double { Self.mean(byWorld) }

    /// The lowest value of a world.
    public var worst: Double { byWorld.lowest }

    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}

extension [Double] {
    /// The lowest value, not a number where one is not: a world in which an agent has no finite return is not skipped.
    var lowest: Double { reduce(.infinity) { lowest, value in lowest.isNaN || lowest <= value ? lowest : value } }
}

/// How the values of many worlds become a few numbers: the key `reduce` of measures over worlds.
///
/// A measure that computes values instead of playing for them makes ``WorldReturns`` of its own, and reduces them alike.
struct WorldReduction: Sendable {
    /// A number for the agents together.
    enum Kind: String, CaseIterable {
        case mean, worst
    }

    /// The key in a measure's table.
    static let field = Field(
        "reduce",
        .list(of: .words(("mean", "Mean over the worlds"), ("worst", "Minimum over the worlds")), atLeast: 1),
        "Numbers for the agents together, by world, instead of one per agent"
    ).optional.distinct

    /// What is asked for, in the order of columns; nothing where every agent keeps its number.
    let kinds: [Kind]

    init(_ settings: Settings) {
        let words = settings.has("reduce") ? settings.list("reduce").compactMap(\.asText) : []
        kinds = Kind.allCases.filter { words.contains($0.rawValue) }
    }

    /// By name of the worlds: a number per agent, or what is asked for.
    func value(of worlds: [WorldReturns]) -> MeasureValue { value(ofReplicas: [worlds]) }

    /// The same of several replicas, each by itself: a number per agent and replica, or lists by replica.
    ///
    /// - Parameter replicas: by replica, the worlds of the same names in the same order.
    func value(ofReplicas replicas: [[WorldReturns]]) -> MeasureValue {
        .named(
            replicas[0].indices.map { index in
                let copies = replicas.map { $0[index] }
                return (copies[0].name, reduced(copies))
            })
    }

    private func reduced(_ copies: [WorldReturns]) -> MeasureValue {
        guard !kinds.isEmpty else { return .list(copies.flatMap(\.byAgent).map(Optional.some)) }
        return .named(
            kinds.map { kind in
                let numbers = copies.map { kind == .mean ? $0.mean : $0.worst }
                return (kind.rawValue, numbers.count == 1 ? .number(numbers[0]) : .list(numbers.map(Optional.some)))
            })
    }
}
