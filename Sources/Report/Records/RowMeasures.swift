internal import Determinism
internal import Experiment

/// What a row of a record says of measures: one value per agent or replica, or one for the system; what is named within a
/// measure beside it (`evaluation_return.wide`, `exact_return.held_out.worst`), the agents' own world under the measure's own
/// name.
struct RowMeasures {
    /// The members of rows that are no measures.
    private let reserved: Set<String>
    private let order: MeasureOrder

    /// The measures of rows of a plan with these goals, whose first rounds stand in rows under their names.
    init(goals: [Goal], _ order: MeasureOrder) {
        self.order = order
        reserved = Set(["round", "steps", "time", "trace", "bytes", CellDivergence.key] + goals.map(\.name))
    }

    /// Every measure that a row has numbers of, or room for some, in the row's order.
    func visit(_ row: CanonicalValue, _ body: (_ name: String, _ values: [Double?]) -> Void) {
        for member in row.members where !reserved.contains(member.key) { visit(member.key, member.value, body) }
    }

    /// The measures of a row, each once, in the plan's order.
    func measures(of row: CanonicalValue) -> [(name: String, values: [Double?])] {
        var found: [(name: String, values: [Double?])] = []
        var places: [String: Int] = [:]
        visit(row) { name, values in
            let place = places[name] ?? found.count
            if place == found.count {
                places[name] = place
                found.append((name, values))
            } else {
                found[place].values = values
            }
        }
        return found.sorted { order.precedes($0.name, $1.name) }
    }

    private func visit(_ name: String, _ value: CanonicalValue, _ body: (String, [Double?]) -> Void) {
        switch value {
        case .list(let elements): body(name, elements.map(\.asMeasured))
        case .object(let members):
            // The mean over replicas is the mean of the list beside it.
            let isRepeated = name.hasSuffix(ReplicaNumbers.suffix)
            for member in members where !(isRepeated && member.key == "mean") {
                visit(member.key == "own" ? name : "\(name).\(member.key)", member.value, body)
            }
        default:
            if let number = value.asMeasured { body(name, [number]) }
        }
    }

    /// The total that a row has of a clock that rows count themselves; nil where it has none.
    static func total(_ clock: Clock, _ row: CanonicalValue) -> Double? {
        switch clock {
        case .steps: row["steps"]?.asNumber
        case .bytes: row["bytes"].map { $0.members.reduce(0) { $0 + ($1.value.asNumber ?? 0) } }
        case .time: row["time"]?.asNumber
        case .rounds, .episodes: nil
        }
    }
}
