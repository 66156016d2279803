import Config
import Testing

/// Every place of the language where a number can stand, found by walking its field tables: each with a way to write a
/// value of a top-level key in which that number is the only thing chosen freely.
struct NumberPlaces {
    /// One place.
    struct Place: Sendable, CustomTestStringConvertible {
        /// The top-level key.
        let key: String
        /// The keys and kinds down from it.
        let path: [String]
        /// What may stand there.
        let type: FieldType
        /// The whole value of the key, with this text as the number.
        let value: @Sendable (String) -> String

        var testDescription: String { ([key] + path).joined(separator: ".") }
    }

    /// All places under these top-level fields, those of each catalogue once.
    static func all(_ fields: [Field]) -> [Place] {
        var seen: Set<String> = []
        return fields.filter { $0.isShown }.flatMap { field in
            walk(field.type, &seen).map { .init(key: field.key, path: $0.path, type: $0.type, value: $0.value) }
        }
    }

    /// A place within a value.
    private struct Leaf: Sendable {
        var path: [String]
        let type: FieldType
        var value: @Sendable (String) -> String

        /// The same place one level further out.
        func within(_ key: String?, _ wrap: @escaping @Sendable (String) -> String) -> Leaf {
            let inner = value
            return Leaf(path: (key.map { [$0] } ?? []) + path, type: type) { wrap(inner($0)) }
        }
    }

    private static func walk(_ type: FieldType, _ seen: inout Set<String>) -> [Leaf] {
        switch type {
        case .integer, .number: return [Leaf(path: [], type: type) { $0 }]
        case .duration:
            return Duration.Unit.allCases.map { unit in
                Leaf(path: [], type: type) { $0 }.within(unit.rawValue) { "{\(unit.rawValue): \($0)}" }
            }
        case .table(let fields): return walk(fields, &seen)
        case .choice(let choices), .namedChoice(let choices):
            guard seen.insert(choices.noun).inserted else { return [] }
            return choices.components.flatMap { component in
                let kind = component.kind
                return walk(component.fields, &seen).map { leaf in leaf.within(kind) { "{\(kind): \($0)}" } }
            }
        case .list(let element, let count):
            let others = String(repeating: ", " + minimal(element), count: max(0, count.lowerBound - 1))
            return walk(element, &seen).map { leaf in leaf.within(nil) { "[\($0)\(others)]" } }
        case .oneOrMany(let element): return walk(element, &seen)
        case .named(let element): return walk(element, &seen).map { leaf in leaf.within("x") { "{x: \($0)}" } }
        case .boolean, .text, .name, .word, .path, .edits, .anything: return []
        }
    }

    private static func walk(_ fields: [Field], _ seen: inout Set<String>) -> [Leaf] {
        let written = fields.filter { $0.isShown && $0.alias == nil }
        return written.flatMap { field in
            let key = field.key
            let others = written.filter { $0.key != key && ($0.presence == .required || $0.key == field.precondition) }
                .map { ", \($0.key): \(minimal($0.type))" }.joined()
            return walk(field.type, &seen).map { leaf in leaf.within(key) { "{\(key): \($0)\(others)}" } }
        }
    }

    /// The least that can be written for a type.
    static func minimal(_ type: FieldType) -> String {
        switch type {
        case .boolean: "true"
        case .integer(let range): String(max(range.lowerBound, min(1, range.upperBound)))
        case .number(let interval): [0.5, 1, 0, -1, 10].first(where: interval.contains)?.description ?? "1"
        case .text, .name, .path: "x"
        case .word(let words): words[0].name
        case .duration: "{rounds: 1}"
        case .list(let element, let count):
            "[" + Array(repeating: minimal(element), count: max(1, count.lowerBound)).joined(separator: ", ") + "]"
        case .oneOrMany(let element): minimal(element)
        case .table(let fields):
            "{"
                + fields.filter { $0.presence == .required }.map { "\($0.key): \(minimal($0.type))" }
                .joined(separator: ", ") + "}"
        case .choice(let choices), .namedChoice(let choices):
            choices.components.first { component in component.fields.allSatisfy { $0.presence != .required } }?.kind
                ?? "{\(choices.components[0].kind): \(minimal(.table(choices.components[0].fields)))}"
        case .named(let element): "{x: \(minimal(element))}"
        case .edits, .anything: "{}"
        }
    }
}
