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
    /// One number; nil where there is none.
    case number(Double?)
    /// A number per agent, or per replica; nil where there is none.
    case list([Double?])
    /// A whole number that is no column of a checkpoint.
    case count(Int)
    /// Rounds, nil where not yet; no column of a checkpoint.
    case rounds([Int?])
    /// Several values by name, in the order in which columns are kept.
    case named([(String, MeasureValue)])

    /// Whether names and numbers are equal.
    public static func == (left: MeasureValue, right: MeasureValue) -> Bool { left.canonical == right.canonical }

    /// As JSON: null where there is no value, and the words `"nan"`, `"inf"` and `"-inf"` for what is not finite.
    var canonical: CanonicalValue {
        switch self {
        case .number(let value): CanonicalValue(measured: value)
        case .list(let values): .list(values.map(CanonicalValue.init(measured:)))
        case .count(let count): .integer(count)
        case .rounds(let rounds): .list(rounds.map { $0.map(CanonicalValue.integer) ?? .null })
        case .named(let members): .object(sorting: members.map { ($0.0, $0.1.canonical) })
        }
    }

    /// The columns it fills, named from the measure on: `exact_return_own_mean`.
    func columns(_ name: String) -> [(name: String, values: [Double?])] {
        switch self {
        case .number(let value): [(name, [value])]
        case .list(let values): [(name, values)]
        case .count, .rounds: []
        case .named(let members): members.flatMap { $0.1.columns("\(name)_\($0.0)") }
        }
    }

    /// Whether every value there is, is finite.
    var isFinite: Bool {
        switch self {
        case .number(let value): value?.isFinite ?? true
        case .list(let values): values.allSatisfy { $0?.isFinite ?? true }
        case .count, .rounds: true
        case .named(let members): members.allSatisfy { $0.1.isFinite }
        }
    }

    /// The agents with a value of their own that is not finite, where lists of `count` values are the agents'.
    func divergedAgents(of count: Int) -> [Int] {
        switch self {
        case .list(let values) where values.count == count:
            values.indices.filter { !(values[$0]?.isFinite ?? true) }
        case .named(let members): members.flatMap { $0.1.divergedAgents(of: count) }
        case .number, .list, .count, .rounds: []
        }
    }
}

extension CanonicalValue {
    /// A measured number in a row of the record: null where nothing was measured, a word where it is not finite.
    public init(measured value: Double?) {
        switch value {
        case nil: self = .null
        case let value? where value.isFinite: self = .number(value)
        case let value?: self = .text(value.isNaN ? "nan" : value < 0 ? "-inf" : "inf")
        }
    }

    /// The number that ``init(measured:)`` wrote; nil where nothing was measured, or where this is no number at all.
    ///
    /// Records of earlier versions have null for both.
    public var asMeasured: Double? {
        switch self {
        case .text("nan"): .nan
        case .text("inf"): .infinity
        case .text("-inf"): -.infinity
        default: asNumber
        }
    }
}
