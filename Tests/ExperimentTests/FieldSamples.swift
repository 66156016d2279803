import Determinism

@testable import Config

extension [Field] {
    /// Fields with values of their own: neither short names nor keys that are refused.
    var own: [Field] { filter { $0.alias == nil && $0.isShown } }

    /// The dotted paths of all fields, those of tables and of a choice's own kinds too. Kinds of a catalogue are for
    /// themselves.
    var paths: [String] {
        own.flatMap { field in [field.key] + field.type.paths.map { "\(field.key).\($0)" } }
    }

    /// Mappings of which each field has every one of its samples in one, all others being there; and one of what is required.
    var samples: [CanonicalValue] {
        let whole = own.map { ($0.key, $0.type.samples.first ?? .null) }
        let bare = own.filter { $0.presence == .required }.map { ($0.key, $0.type.samples.first ?? .null) }
        return [.object(sorting: bare), .object(sorting: whole)]
            + own.flatMap { field in
                field.type.samples.dropFirst().map { value in
                    CanonicalValue.object(sorting: whole.map { ($0.0, $0.0 == field.key ? value : $0.1) })
                }
            }
    }
}

extension FieldType {
    /// The dotted paths of the fields within.
    var paths: [String] {
        switch self {
        case .table(let fields), .list(.table(let fields), _), .named(.table(let fields)): fields.paths
        case .choice(let choices) where !choices.isOpen:
            choices.components.flatMap { kind in kind.fields.paths.map { "\(kind.kind).\($0)" } }
        default: []
        }
    }

    /// Values of the type: one, or one of each word and kind there is.
    var samples: [CanonicalValue] {
        switch self {
        case .boolean: [.boolean(false), .boolean(true)]
        case .integer(let range): [.integer(Swift.min(Swift.max(1, range.lowerBound), range.upperBound))]
        case .number(let interval): [0.5, 1, 0, 2, -1].filter(interval.contains).prefix(1).map { .number($0) }
        case .text, .name, .path: [.text("a")]
        case .word(let words): words.map { .text($0.name) }
        case .duration: [Duration(1, .rounds).canonical]
        case .list(let element, let count):
            element.samples.map { .list(Array(repeating: $0, count: Swift.max(1, count.lowerBound))) }
        case .oneOrMany(let element): element.samples
        case .table(let fields): fields.samples
        case .choice(let choices):
            choices.components.flatMap { kind in
                kind.fields.samples.prefix(choices.isOpen ? 1 : .max).map { .object([.init(kind.kind, $0)]) }
            }
        case .namedChoice, .edits, .anything: []
        case .named(let element): element.samples.map { .object([.init("a", $0)]) }
        }
    }
}
