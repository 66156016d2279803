public import Determinism

/// The JSON Schema (draft 2020-12) of a field table, for editors: completion, hover texts, wrong keys underlined.
///
/// Every choice is defined once under `$defs`, so choices that contain one another stay finite. Numbers may be texts too: editors'
/// readers take `1e-3` for one, as YAML 1.1 does.
public struct JSONSchema {
    private var definitions: [(String, CanonicalValue)] = []
    private var defined: Set<String> = []
    /// The kinds of each choice that was met, with their keys, by its noun: other ones under one noun get a name of their own.
    private var choicesByNoun: [String: [[String]]] = [:]

    /// The schema of a whole document.
    ///
    /// - Parameter rules: schemas that hold beside what the tables say, of several keys together.
    public static func document(_ fields: [Field], title: String, rules: [CanonicalValue] = []) -> CanonicalValue {
        var schema = JSONSchema()
        var members = schema.table(fields, additional: [])
        members.append(("$schema", .text("https://json-schema.org/draft/2020-12/schema")))
        members.append(("title", .text(title)))
        if !rules.isEmpty { members.append(("allOf", .list(rules))) }
        members.append(("$defs", .object(sorting: schema.definitions)))
        return .object(sorting: members)
    }

    private mutating func table(_ fields: [Field], additional: [(String, CanonicalValue)]) -> [(String, CanonicalValue)]
    {
        let shown = fields.filter { $0.isShown }
        let required = shown.filter { $0.presence == .required }.map { CanonicalValue.text($0.key) }
        let properties = shown.map { field in (field.key, property(field, among: fields)) }
        return additional + [
            ("type", .text("object")), ("additionalProperties", .boolean(false)), ("required", .list(required)),
            ("properties", .object(sorting: properties)),
        ]
    }

    /// A field's values: its type, or a range, with its documentation.
    private mutating func property(_ field: Field, among fields: [Field]) -> CanonicalValue {
        // An alias takes what the place it stands for takes.
        let target = field.alias.flatMap { FieldType.table(fields).field(at: $0) }
        var type = self.values(of: target ?? field)
        if field.mayBeDrawn { type = Self.any([type, reference("range", Self.range)]) }
        var members = type.members.map { ($0.key, $0.value) }
        let unit = field.unit.map { " [\($0)]" } ?? ""
        let company = field.companyWords.map { "; \($0)" }.joined()
        members.append(("description", .text(field.summary + unit + company)))
        if let value = field.defaultValue { members.append(("default", value)) }
        return .object(sorting: members)
    }

    /// What a field takes, ranges aside.
    private mutating func values(of field: Field) -> CanonicalValue {
        let type = type(field.type)
        return field.isDistinct ? type.setting("uniqueItems", to: .boolean(true)) : type
    }

    private mutating func type(_ type: FieldType) -> CanonicalValue {
        switch type {
        case .boolean: return Self.object([("type", .text("boolean"))])
        case .integer(let range):
            var members = Self.orText("integer")
            if range.lowerBound != .min { members.append(("minimum", .integer(range.lowerBound))) }
            if range.upperBound != .max { members.append(("maximum", .integer(range.upperBound))) }
            return Self.object(members)
        case .number(let interval): return Self.number(interval)
        case .text, .path: return Self.object([("type", .text("string"))])
        case .name:
            return Self.object([("type", .text("string")), ("pattern", .text("^[A-Za-z][A-Za-z0-9_-]{0,63}$"))])
        case .word(let words): return Self.object([("enum", .list(words.map { .text($0.name) }))])
        case .duration(let most):
            let name = most == Limits.duration ? "duration" : "duration_\(most)"
            return reference(name, Self.duration(atMost: most))
        case .list(let element, let count):
            var members = [("type", CanonicalValue.text("array")), ("items", self.type(element))]
            if count.lowerBound > 0 { members.append(("minItems", .integer(count.lowerBound))) }
            if count.upperBound != .max { members.append(("maxItems", .integer(count.upperBound))) }
            return Self.object(members)
        case .oneOrMany(let element):
            let one = self.type(element)
            return Self.any([one, Self.object([("type", .text("array")), ("items", one)])])
        case .table(let fields): return mapping(fields)
        case .choice(let choices): return choice(choices)
        case .namedChoice(let choices):
            let one = choice(choices)
            return Self.any([one, Self.object([("type", .text("object")), ("additionalProperties", one)])])
        case .named(let element):
            return Self.object([("type", .text("object")), ("additionalProperties", self.type(element))])
        case .edits: return Self.object([("type", .text("object"))])
        case .anything: return Self.object([])
        }
    }

    /// A mapping with these keys, or the bare value of its main field.
    private mutating func mapping(_ fields: [Field]) -> CanonicalValue {
        let whole = Self.object(table(fields, additional: []))
        guard let main = fields.first(where: \.isMain) else { return whole }
        return Self.any([whole, values(of: main)])
    }

    /// A choice, by reference to its definition: a bare kind, or a mapping with the kind as its only key.
    private mutating func choice(_ choices: Choices) -> CanonicalValue {
        let name = definitionName(of: choices)
        guard defined.insert(name).inserted else { return Self.reference(name) }
        var forms: [CanonicalValue] = []
        for component in choices.components {
            let settings = Self.object([
                ("description", .text(component.summary)), ("anyOf", .list([mapping(component.fields)])),
            ])
            forms.append(
                Self.object([
                    ("type", .text("object")), ("additionalProperties", .boolean(false)),
                    ("required", .list([.text(component.kind)])),
                    ("properties", .object(sorting: [(component.kind, settings)])),
                ]))
            let needsKeys = component.fields.contains { $0.presence == .required }
            if !needsKeys {
                forms.append(
                    Self.object([("const", .text(component.kind)), ("description", .text(component.summary))]))
            }
        }
        definitions.append((name, Self.any(forms)))
        return Self.reference(name)
    }

    /// What a choice is defined under.
    private mutating func definitionName(of choices: Choices) -> String {
        let noun = choices.noun.split(separator: " ").joined(separator: "_")
        let kinds = choices.components.map { "\($0.kind) \($0.fields.map(\.key))" }
        let known = choicesByNoun[noun, default: []]
        let index = known.firstIndex(of: kinds) ?? known.count
        if index == known.count { choicesByNoun[noun] = known + [kinds] }
        return index == 0 ? noun : "\(noun)_\(index + 1)"
    }

    private mutating func reference(_ name: String, _ definition: CanonicalValue) -> CanonicalValue {
        if defined.insert(name).inserted { definitions.append((name, definition)) }
        return Self.reference(name)
    }

    private static func reference(_ name: String) -> CanonicalValue { object([("$ref", .text("#/$defs/\(name)"))]) }
    private static func any(_ forms: [CanonicalValue]) -> CanonicalValue { object([("anyOf", .list(forms))]) }
    private static func object(_ members: [(String, CanonicalValue)]) -> CanonicalValue { .object(sorting: members) }

    /// A number, or the text of one.
    private static func orText(_ type: String) -> [(String, CanonicalValue)] {
        [
            ("type", .list([.text(type), .text("string")])),
            ("pattern", .text("^[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?$")),
        ]
    }

    private static func number(_ interval: Interval) -> CanonicalValue {
        var members = orText("number")
        // Editors need not be told of the least and the largest number there is.
        if interval.low == Interval.least {
            members.append(("exclusiveMinimum", .number(0)))
        } else if interval.low > -Interval.largest {
            members.append((interval.includesLow ? "minimum" : "exclusiveMinimum", .number(interval.low)))
        }
        if interval.high < Interval.largest {
            members.append((interval.includesHigh ? "maximum" : "exclusiveMaximum", .number(interval.high)))
        }
        return object(members)
    }

    private static func duration(atMost most: Int) -> CanonicalValue {
        let count = object(orText("integer") + [("minimum", .integer(1)), ("maximum", .integer(most))])
        return object([
            ("type", .text("object")), ("additionalProperties", .boolean(false)), ("minProperties", .integer(1)),
            ("maxProperties", .integer(1)),
            ("properties", .object(sorting: Duration.Unit.allCases.map { ($0.rawValue, count) })),
        ])
    }

    private static var range: CanonicalValue {
        func shape(_ word: String) -> CanonicalValue {
            if word == "same_as" { return object([("type", .text("string"))]) }
            var members = [("type", CanonicalValue.text("array")), ("items", number(.single))]
            let count = word == "normal" ? 4 : word == "values" ? nil : 2
            members.append(("minItems", .integer(count ?? 1)))
            if let count { members.append(("maxItems", .integer(count))) }
            return object(members)
        }
        return object([
            ("type", .text("object")), ("additionalProperties", .boolean(false)), ("minProperties", .integer(1)),
            ("maxProperties", .integer(1)),
            ("properties", .object(sorting: DrawnRange.words.map { ($0, shape($0)) })),
        ])
    }
}
