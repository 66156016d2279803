internal import Determinism
public import Diagnostics

/// A value put at a dotted path of a spec in normal form: what arms, sweeps and aliases do.
///
/// The path resolves against the language, not the text: keys of tables, kinds of choices, names or kinds of list
/// entries, members of groups. What is legal but absent is created.
public struct Edit {
    /// The path's parts.
    public let path: [String]
    /// What is put there; nil restores the default.
    public let replacement: Node?
    /// Where the path is written.
    public let span: SourceSpan?
    private let isAlias: Bool

    /// What became of an edit.
    public enum Outcome {
        /// The value stands there now.
        case applied
        /// The language has no such path: the part at fault and what could stand in its place.
        case unknown(part: String, candidates: [String])
        /// A kind is addressed, but another one is chosen there.
        case otherKind(String, chosen: String, SourceSpan?)
        /// No list entry has this name or kind. `isKind`: it could have, since the kind exists.
        case noEntry(part: String, isKind: Bool, entries: [String], kinds: [String])
        /// The default of a key is to be restored that has none.
        case noDefault(key: String)
        /// Several list entries have this name or kind, and nothing says which is meant: the last one's place.
        case severalEntries(part: String, SourceSpan?)
        /// The place is taken. Only aliases mind.
        case occupied(SourceSpan?)
    }

    /// An edit as written: `dotted.path: value`, where the value `default` restores the default.
    public init(_ entry: Entry) {
        path = entry.key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        replacement = entry.value.scalar == Scalar(text: "default", isPlain: true) ? nil : entry.value
        span = entry.keySpan
        isAlias = false
    }

    init(path: [String], assigning value: Node, at span: SourceSpan?, isAlias: Bool) {
        self.path = path
        replacement = value
        self.span = span
        self.isAlias = isAlias
    }

    /// Puts the value into a tree; the tree is unchanged unless the outcome is `.applied`.
    public func apply(to tree: inout Node?, as type: FieldType, normalizer: inout Normalizer) -> Outcome {
        var copy = tree
        let place = Place(path: path[...], field: nil, standard: nil)
        let outcome = put(place, into: &copy, as: type, called: path.last ?? "", &normalizer)
        if case .applied = outcome { tree = copy }
        return outcome
    }

    /// How far an edit has come.
    private struct Place {
        /// What is left of the path.
        var path: ArraySlice<String>
        /// The field whose value stands here, where it is one's.
        var field: Field?
        /// What holds here where nothing is written: part of the innermost default around, as the resolver lays it under.
        var standard: CanonicalValue?

        /// The key of the field here, where it has to be written.
        var keyWithoutDefault: String? { field?.presence == .required && standard == nil ? field?.key : nil }

        /// The value of a field below.
        func below(_ field: Field, _ rest: ArraySlice<String>) -> Place {
            Place(path: rest, field: field, standard: standard?[field.key] ?? field.defaultValue)
        }

        /// What stands below a key that is no field's: a kind, or a name.
        func below(_ key: String, _ rest: ArraySlice<String>) -> Place {
            Place(path: rest, field: nil, standard: standard?[key])
        }
    }

    private func put(
        _ place: Place, into current: inout Node?, as type: FieldType, called key: String,
        _ normalizer: inout Normalizer
    ) -> Outcome {
        guard let part = place.path.first else {
            if isAlias, let current { return .occupied(current.span) }
            if let key = place.keyWithoutDefault, replacement == nil { return .noDefault(key: key) }
            if let replacement, let choices = type.choices, replacement.namesNothing {
                // What agents inherit is from nowhere where the top of the spec is silent.
                let isSource = path.count == 1 && place.field?.isInherited == true
                current = normalizer.choice(
                    replacement, choices, orDefault: !isAlias && !isSource && place.keyWithoutDefault == nil)
            } else if let field = place.field, let replacement {
                current = normalizer.value(replacement, field)
            } else {
                current = replacement.map { normalizer.value($0, as: type, called: key) }
            }
            return .applied
        }
        if let current, current.isInvalid { return .applied }
        let rest = place.path.dropFirst()
        switch type {
        case .table(let fields): return put(part, place, intoTable: &current, fields, &normalizer)
        case .namedChoice(let choices) where choices[part] == nil && current?.entries.first?.key == part:
            return descend(part, place.below(part, rest), &current, as: .choice(choices), &normalizer)
        case .choice(let choices), .namedChoice(let choices):
            guard let component = choices[part] else {
                return .unknown(part: part, candidates: choices.components.map(\.kind))
            }
            if let chosen = current?.entries.first?.key ?? place.standard?.members.first?.key, chosen != part {
                return .otherKind(part, chosen: chosen, current?.entries.first?.keySpan ?? current?.span)
            }
            if rest.isEmpty, replacement == nil {
                let empty = Node(.mapping([]), origin: normalizer.placed(Origin(.file, span: span)))
                current = Node(.mapping([Entry(part, keySpan: span, empty)]), origin: empty.origin)
                return .applied
            }
            return descend(part, place.below(part, rest), &current, as: .table(component.fields), &normalizer)
        case .duration(let most):
            guard let unit = Duration.Unit(rawValue: part), rest.isEmpty else {
                return .unknown(part: part, candidates: Duration.Unit.allCases.map(\.rawValue))
            }
            if isAlias, let current { return .occupied(current.span) }
            if let key = place.keyWithoutDefault, replacement == nil { return .noDefault(key: key) }
            current = replacement.map { value in
                let entry = Entry(unit.rawValue, keySpan: span, value)
                return normalizer.duration(Node(.mapping([entry]), origin: value.origin), atMost: most, called: key)
            }
            return .applied
        case .named(let element):
            return descend(part, place.below(part, rest), &current, as: element, &normalizer)
        case .list(let element, _): return put(part, rest, intoList: &current, of: element, &normalizer)
        default: return .unknown(part: part, candidates: [])
        }
    }

    private func put(
        _ part: String, _ place: Place, intoTable current: inout Node?, _ fields: [Field],
        _ normalizer: inout Normalizer
    ) -> Outcome {
        let rest = place.path.dropFirst()
        if let field = fields.first(where: { $0.key == part && $0.unavailable == nil }) {
            if let alias = field.alias {
                let target = Place(path: (alias + rest)[...], field: nil, standard: place.standard)
                return put(target, into: &current, as: .table(fields), called: part, &normalizer)
            }
            normalizer.noteRetired(field, at: span)
            return descend(part, place.below(field, rest), &current, as: field.type, &normalizer)
        }
        if let main = fields.first(where: \.isMain), main.accepts(key: part) {
            return descend(main.key, place.below(main, place.path), &current, as: main.type, &normalizer)
        }
        return .unknown(part: part, candidates: fields.filter(\.isShown).map(\.key))
    }

    /// Goes on below a key of a mapping, creating what is absent.
    private func descend(
        _ key: String, _ place: Place, _ current: inout Node?, as type: FieldType, _ normalizer: inout Normalizer
    ) -> Outcome {
        var child = current?[key]
        let outcome = put(place, into: &child, as: type, called: key, &normalizer)
        guard case .applied = outcome else { return outcome }
        var mapping = current ?? Node(.mapping([]), origin: normalizer.placed(Origin(.file, span: span)))
        if let child {
            let old = mapping.entries.first { $0.key == key }?.keySpan
            mapping.append(Entry(key, keySpan: old ?? span, child))
        } else {
            mapping.content = .mapping(mapping.entries.filter { $0.key != key })
        }
        current = mapping
        return .applied
    }

    /// Goes on in the list entry that has this name or kind, or in the group one of whose members has it.
    private func put(
        _ part: String, _ rest: ArraySlice<String>, intoList current: inout Node?, of element: FieldType,
        _ normalizer: inout Normalizer
    ) -> Outcome {
        var elements = current?.elements ?? []
        let names = elements.map { $0.address(in: element) }
        var (place, path) = (names.firstIndex { $0 == part }, rest)
        if let found = place {
            if let other = names.lastIndex(where: { $0 == part }), other != found {
                return .severalEntries(part: part, elements[other].entries.first?.keySpan ?? elements[other].span)
            }
            // A choice's entry is a mapping from its kind; the address stands for that key.
            if !element.isTable, let kind = elements[found].entries.first?.key { path = [kind] + rest }
        } else {
            place = elements.firstIndex { $0.hasMember(part) }
            path = ["members", part] + rest
        }
        guard let place, var list = current else {
            // What was refused may have been the one that is meant.
            if elements.contains(where: \.isInvalid) { return .applied }
            let kinds = element.choices?.components.map(\.kind) ?? []
            return .noEntry(
                part: part, isKind: element.choices?[part] != nil, entries: names.compactMap(\.self), kinds: kinds)
        }
        var entry: Node? = elements[place]
        let inner = Place(path: path, field: nil, standard: nil)
        let outcome = put(inner, into: &entry, as: element, called: part, &normalizer)
        guard case .applied = outcome else { return outcome }
        if let entry { elements[place] = entry } else { elements.remove(at: place) }
        list.content = .sequence(elements)
        current = list
        return .applied
    }
}

extension FieldType {
    /// The choices, where values are choices.
    fileprivate var choices: Choices? {
        switch self {
        case .choice(let choices), .namedChoice(let choices): choices
        default: nil
        }
    }

    fileprivate var isTable: Bool {
        if case .table = self { true } else { false }
    }
}

extension Node {
    /// The name under which a list's entry is addressed: its `name`, else its kind.
    public func address(in type: FieldType) -> String? {
        switch type {
        case .table: self["name"]?.value?.asText
        case .choice: entries.first.map { $0.value["name"]?.value?.asText ?? $0.key }
        case .namedChoice: entries.first?.key
        default: nil
        }
    }

    /// Whether nothing is written, or a mapping without keys.
    fileprivate var namesNothing: Bool {
        if case .mapping(let entries) = content { entries.isEmpty } else { scalar?.isNull ?? false }
    }

    /// Whether this is a group `{name: a, count: 5}` and the name is one of a1…a5.
    func hasMember(_ name: String) -> Bool {
        guard let group = self["name"]?.value?.asText, let count = self["count"]?.value?.asInteger,
            name.hasPrefix(group), let number = Int(name.dropFirst(group.count))
        else { return false }
        return (1...max(count, 1)).contains(number) && name == "\(group)\(number)"
    }
}
