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
    mutating func inRounds(_ values: CanonicalValue, _ fields: [Field]) -> CanonicalValue {
        inRounds(values, fields, under: nil, path: "")
    }

    /// - Parameter under: what holds of the table where nothing is written, as part of a default around.
    private mutating func inRounds(
        _ values: CanonicalValue, _ fields: [Field], under: CanonicalValue?, path: String
    ) -> CanonicalValue {
        .object(
            values.members.compactMap { member in
                guard let field = fields.first(where: { $0.key == member.key }), !Self.ownClocks.contains(field.key)
                else { return member }
                let inner = path.isEmpty ? field.key : "\(path).\(field.key)"
                let outer = under?[field.key]
                let value = inRounds(member.value, field.type, under: outer ?? field.defaultValue, path: inner)
                // What is as it was stays as the resolver has it.
                let isOmitted = value != member.value && field.omits(value, under: outer)
                return isOmitted ? nil : .init(member.key, value)
            })
    }

    private mutating func inRounds(
        _ value: CanonicalValue, _ type: FieldType, under: CanonicalValue?, path: String
    ) -> CanonicalValue {
        switch type {
        case .duration:
            let duration = Duration(value)
            if let count = duration.rounds(of: round) { return Duration(count, .rounds).canonical }
            unfit.append((path, duration))
            return Duration(1, .rounds).canonical
        case .table(let fields): return inRounds(value, fields, under: under, path: path)
        case .choice(let choices): return choice(value, choices, under: under, path: path, isListed: false)
        case .named(let element):
            return .object(
                value.members.map { member in
                    let inner = inRounds(
                        member.value, element, under: under?[member.key], path: "\(path).\(member.key)")
                    return .init(member.key, inner)
                })
        case .list(.choice(let choices), _):
            return .list(
                value.elements.map { element in
                    let name = element.members.first.map { $0.value["name"]?.asText ?? $0.key } ?? ""
                    return choice(element, choices, under: nil, path: "\(path).\(name)", isListed: true)
                })
        case .list(let element, _):
            return .list(
                value.elements.enumerated().map { index, value in
                    inRounds(
                        value, element, under: nil, path: "\(path).\(value["name"]?.asText ?? String(index))")
                })
        default: return value
        }
    }

    private mutating func choice(
        _ value: CanonicalValue, _ choices: Choices, under: CanonicalValue?, path: String, isListed: Bool
    ) -> CanonicalValue {
        .object(
            value.members.map { member in
                guard let component = choices[member.key] else { return member }
                let inner = isListed ? path : "\(path).\(member.key)"
                let settings = inRounds(member.value, component.fields, under: under?[member.key], path: inner)
                return .init(member.key, settings)
            })
    }
}
