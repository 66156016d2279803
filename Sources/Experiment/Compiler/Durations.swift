import Config
import Determinism

/// Brings the durations of a plan onto its one clock: rounds.
struct Durations {
    /// How long a round is.
    let round: Duration
    /// Durations that are no whole number of rounds, by dotted path.
    private(set) var unfit: [(path: String, duration: Duration)] = []

    /// Parts of a plan that count on clocks of their own.
    private static let ownClocks = ["round", "learner", "environment"]

    init(_ round: Duration) { self.round = round }

    /// The same values with every duration in rounds.
    ///
    /// Those that are no whole number of rounds are noted; one round stands in for them, so that further checks, which
    /// build what the values describe, find rounds everywhere.
    mutating func inRounds(_ values: CanonicalValue, _ fields: [Field], path: String = "") -> CanonicalValue {
        .object(
            values.members.compactMap { member in
                guard let field = fields.first(where: { $0.key == member.key }), !Self.ownClocks.contains(field.key)
                else { return member }
                let inner = path.isEmpty ? field.key : "\(path).\(field.key)"
                let value = inRounds(member.value, field.type, path: inner)
                return value == field.defaultValue ? nil : .init(member.key, value)
            })
    }

    private mutating func inRounds(_ value: CanonicalValue, _ type: FieldType, path: String) -> CanonicalValue {
        switch type {
        case .duration:
            let duration = Duration(value)
            if let count = duration.rounds(of: round) { return Duration(count, .rounds).canonical }
            unfit.append((path, duration))
            return Duration(1, .rounds).canonical
        case .table(let fields): return inRounds(value, fields, path: path)
        case .choice(let choices): return choice(value, choices, path: path, isListed: false)
        case .named(let element):
            return .object(
                value.members.map { .init($0.key, inRounds($0.value, element, path: "\(path).\($0.key)")) })
        case .list(.choice(let choices), _):
            return .list(
                value.elements.map { element in
                    let name = element.members.first.map { $0.value["name"]?.asText ?? $0.key } ?? ""
                    return choice(element, choices, path: "\(path).\(name)", isListed: true)
                })
        case .list(let element, _):
            return .list(
                value.elements.enumerated().map { index, value in
                    inRounds(value, element, path: "\(path).\(value["name"]?.asText ?? String(index))")
                })
        default: return value
        }
    }

    private mutating func choice(
        _ value: CanonicalValue, _ choices: Choices, path: String, isListed: Bool
    ) -> CanonicalValue {
        .object(
            value.members.map { member in
                guard let component = choices[member.key] else { return member }
                let inner = isListed ? path : "\(path).\(member.key)"
                return .init(member.key, inRounds(member.value, component.fields, path: inner))
            })
    }
}
