public import Determinism

/// A number left open in the spec, settled once per agent when the spec is compiled.
public enum DrawnRange: Sendable, Equatable {
    /// Uniform on [low, high).
    case uniform(Double, Double)
    /// The field's default times (1 + u), u uniform on [low, high).
    case relative(Double, Double)
    /// Normal with this mean and deviation; what lies beyond low or high becomes that end.
    case normal(mean: Double, deviation: Double, low: Double, high: Double)
    /// Evenly from first to last, by the agent's position.
    case spread(Double, Double)
    /// One after the other, by the agent's position, from the start again when they run out.
    case values([Double])
    /// The number another path of the same agent has.
    case sameAs([String])

    /// The keys that announce a range.
    public static let words = ["uniform", "relative", "normal", "spread", "values", "same_as"]

    /// Reads a range in canonical form; nil for anything else.
    public init?(_ value: CanonicalValue) {
        guard let member = value.members.first, value.members.count == 1 else { return nil }
        let numbers = member.value.elements.compactMap(\.asNumber)
        switch (member.key, numbers.count) {
        case ("uniform", 2): self = .uniform(numbers[0], numbers[1])
        case ("relative", 2): self = .relative(numbers[0], numbers[1])
        case ("normal", 4):
            self = .normal(mean: numbers[0], deviation: numbers[1], low: numbers[2], high: numbers[3])
        case ("spread", 2): self = .spread(numbers[0], numbers[1])
        case ("values", 1...): self = .values(numbers)
        case ("same_as", _):
            guard let path = member.value.asText else { return nil }
            self = .sameAs(path.split(separator: ".").map(String.init))
        default: return nil
        }
    }

    /// `{uniform: [0.1, 0.9]}`.
    public var canonical: CanonicalValue {
        func pair(_ key: String, _ numbers: [Double]) -> CanonicalValue {
            .object([.init(key, .list(numbers.map { .number($0) }))])
        }
        return switch self {
        case .uniform(let low, let high): pair("uniform", [low, high])
        case .relative(let low, let high): pair("relative", [low, high])
        case .normal(let mean, let deviation, let low, let high): pair("normal", [mean, deviation, low, high])
        case .spread(let first, let last): pair("spread", [first, last])
        case .values(let values): pair("values", values)
        case .sameAs(let path): .object([.init("same_as", .text(path.joined(separator: ".")))])
        }
    }

    /// The extreme numbers it can give; none where another path decides.
    func extremes(nominal: Double?) -> [Double] {
        switch self {
        case .uniform(let low, let high), .spread(let low, let high), .normal(_, _, let low, let high): [low, high]
        case .relative(let low, let high): nominal.map { [$0 * (1 + low), $0 * (1 + high)] } ?? []
        case .values(let values): values
        case .sameAs: []
        }
    }

    /// The number for one agent; nil where another path decides.
    ///
    /// `nominal` is the field's default, `position` the agent's place among `count`, `stream` the field's own stream
    /// under this agent.
    func number(nominal: Double?, position: Int, count: Int, stream: inout RandomStream) -> Double? {
        switch self {
        case .uniform(let low, let high): stream.uniform(from: low, to: high)
        case .relative(let low, let high): nominal.map { $0 * (1 + stream.uniform(from: low, to: high)) }
        case .normal(let mean, let deviation, let low, let high):
            min(max(mean + deviation * ClippedNormal.standard(from: &stream), low), high)
        case .spread(let first, let last):
            count == 1 ? (first + last) / 2 : first + (last - first) * Double(position) / Double(count - 1)
        case .values(let values): values[position % values.count]
        case .sameAs: nil
        }
    }
}
