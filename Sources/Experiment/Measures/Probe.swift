import Determinism
public import Federation

/// What a measure reads off the agents themselves, at rounds that are recorded.
///
/// Made once per cell from its plan, so that what does not change (a fixed point, a world's kernel) is computed once.
public protocol Probe: Sendable {
    /// The measure's value after a round. It may look at agents and change nothing.
    func value(of population: Population, round: Int) -> MeasureValue
}

/// A measure's value in one row of the record.
public indirect enum MeasureValue: Sendable, Equatable {
    /// One number; not a number where there is none.
    case number(Double)
    /// A number per agent, or per replica.
    case list([Double])
    /// A whole number that is no column of a checkpoint.
    case count(Int)
    /// Rounds, nil where not yet; no column of a checkpoint.
    case rounds([Int?])
    /// Several values by name, in the order in which columns are kept.
    case named([(String, MeasureValue)])

    /// Whether names and numbers are equal.
    public static func == (left: MeasureValue, right: MeasureValue) -> Bool { left.canonical == right.canonical }

    /// As JSON; what is not a number is null.
    var canonical: CanonicalValue {
        switch self {
        case .number(let value): value.isNaN ? .null : .number(value)
        case .list(let values): .list(values.map { $0.isNaN ? .null : .number($0) })
        case .count(let count): .integer(count)
        case .rounds(let rounds): .list(rounds.map { $0.map(CanonicalValue.integer) ?? .null })
        case .named(let members): .object(sorting: members.map { ($0.0, $0.1.canonical) })
        }
    }

    /// The columns it fills, named from the measure on: `exact_return_own_mean`.
    func columns(_ name: String) -> [(name: String, values: [Double])] {
        switch self {
        case .number(let value): [(name, [value])]
        case .list(let values): [(name, values)]
        case .count, .rounds: []
        case .named(let members): members.flatMap { $0.1.columns("\(name)_\($0.0)") }
        }
    }
}
