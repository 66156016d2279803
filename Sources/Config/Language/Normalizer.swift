public import Diagnostics

/// Brings written values into the language's normal form and checks every one of them, each exactly once.
///
/// Normal form: a choice is `{kind: {…}}`, a main field is written out, an alias has moved to the path it stands for,
/// leaves are typed. What is refused becomes `.invalid`, so that nothing depending on it is reported again.
public struct Normalizer {
    /// What was found wrong.
    public internal(set) var findings = Findings()
    /// Which part of the language the values belong to.
    let layer: Origin.Layer

    /// Reads values of one part of the language.
    public init(layer: Origin.Layer = .file) { self.layer = layer }

    /// The mapping a field table describes, in normal form. `owner` is what it is, for messages: `cartpole`, `agent`.
    ///
    /// - Parameter lacks: what to say of keys that it has not and others of its kind have.
    public mutating func table(
        _ node: Node, _ fields: [Field], of owner: String, lacks: [String: String] = [:]
    ) -> Node {
        if node.isInvalid { return node }
        let origin = placed(node.origin)
        if case .scalar(let scalar) = node.content, scalar.isNull { return Node(.mapping([]), origin: origin) }
        if let main = fields.first(where: \.isMain), standsForMain(node, fields, main) {
            // The user wrote no such key, so messages name the mapping it stands for.
            if let help = unitHelp(node, fields) { return refuse(node, main.type.wanted, of: owner, help: help) }
            let value =
                range(node, main)
                ?? (main.type.isList && !node.isList
                    ? refuseList(node, main.type, called: owner, or: fields)
                    : value(node, as: main.type, called: owner))
            let entry = Entry(main.key, keySpan: node.span, ordered(value, main))
            return Node(.mapping([entry]), origin: origin)
        }
        guard case .mapping(let entries) = node.content else {
            return refuse(node, "a mapping with the keys of \(owner)", help: keysHelp(fields))
        }
        var result = Node(.mapping([]), origin: origin)
        var aliases: [(Field, Entry)] = []
        for entry in entries {
            guard let field = fields.first(where: { $0.key == entry.key }) else {
                findings.add(Self.unknownKey(entry, fields, of: owner, lacks[entry.key]))
                // What has to be there is there, misspelled: one mistake, and not two.
                if let meant = Suggestion.nearest(to: entry.key, among: fields.filter(\.isShown).map(\.key)),
                    fields.contains(where: { $0.key == meant && ($0.presence == .required || $0.isInherited) }),
                    !entries.contains(where: { $0.key == meant })
                {
                    result.append(Entry(meant, keySpan: entry.keySpan, Node(.invalid, origin: entry.value.origin)))
                }
                continue
            }
            if let instead = field.unavailable {
                findings.add(
                    .notAvailable, "'\(field.key)' is not available in this version", at: entry.keySpan, help: instead)
            } else if field.alias != nil {
                aliases.append((field, entry))
            } else {
                noteRetired(field, at: entry.keySpan)
                result.append(Entry(entry.key, keySpan: entry.keySpan, value(entry.value, field)))
            }
        }
        for (field, entry) in aliases { move(entry, field, fields, into: &result) }
        return result
    }

    /// The value of one field, in normal form.
    public mutating func value(_ node: Node, _ field: Field) -> Node {
        if node.isInvalid { return node }
        if let range = range(node, field) { return range }
        if let help = rangeHelp(node, field) { return refuse(node, field.type.wanted, of: field.key, help: help) }
        return ordered(value(node, as: field.type, called: field.key), field)
    }

    /// A value of a type, in normal form. `key` names it in messages.
    mutating func value(_ node: Node, as type: FieldType, called key: String) -> Node {
        if node.isInvalid { return node }
        let origin = placed(node.origin)
        switch type {
        case .table(let fields): return table(node, fields, of: key)
        case .choice(let choices): return choice(node, choices)
        case .namedChoice(let choices): return namedChoice(node, choices)
        case .duration(let most): return duration(node, atMost: most, called: key)
        case .list(let element, let count):
            guard case .sequence(let elements) = node.content else { return refuseList(node, type, called: key) }
            let values = self.elements(elements, as: element, called: key)
            guard count.contains(values.count) else {
                findings.add(Self.listLength(key, values.count, count, at: node.span))
                return Node(.invalid, origin: origin)
            }
            return Node(.sequence(values), origin: origin)
        case .oneOrMany(let element):
            guard case .sequence(let elements) = node.content else { return value(node, as: element, called: key) }
            return Node(.sequence(self.elements(elements, as: element, called: key)), origin: origin)
        case .named(let element):
            if case .scalar(let scalar) = node.content, scalar.isNull { return Node(.mapping([]), origin: origin) }
            guard case .mapping(let entries) = node.content else {
                return refuse(node, "a mapping from names to values", of: key, help: "as in \(key): {name: …}")
            }
            let values = entries.map { entry -> Entry in
                if let problem = Self.problem(ofName: entry.key) { findings.add(problem(entry.keySpan)) }
                return Entry(entry.key, keySpan: entry.keySpan, value(entry.value, as: element, called: entry.key))
            }
            return Node(.mapping(values), origin: origin)
        case .edits, .anything: return node
        case .boolean, .integer, .number, .text, .name, .word, .path: return leaf(node, as: type, called: key)
        }
    }

    /// The origin with this normalizer's layer, where the value was simply written.
    func placed(_ origin: Origin) -> Origin {
        guard origin.layer == .file else { return origin }
        var placed = origin
        placed.layer = layer
        return placed
    }

    /// Whether the value is not the mapping itself but its main field's value.
    private func standsForMain(_ node: Node, _ fields: [Field], _ main: Field) -> Bool {
        guard case .mapping(let entries) = node.content else { return true }
        let isForeign = !entries.contains { entry in fields.contains { $0.key == entry.key } }
        return isForeign && entries.contains { main.accepts(key: $0.key) }
    }

    /// Moves an alias's value to the place it stands for.
    private mutating func move(_ entry: Entry, _ field: Field, _ fields: [Field], into result: inout Node) {
        guard let path = field.alias else { return }
        var current: Node? = result
        let edit = Edit(path: path, assigning: entry.value, at: entry.keySpan, isAlias: true)
        let outcome = edit.apply(to: &current, as: .table(fields), normalizer: &self)
        switch outcome {
        case .applied: if let current { result = current }
        case .occupied(let other):
            findings.add(
                .writtenTwice, "'\(entry.key)' stands for '\(path.joined(separator: "."))', which is also written",
                at: entry.keySpan, related: other.map { .init($0, "the same value") }, help: "keep one of the two")
        case .otherKind(let path, let kind, let other):
            findings.add(
                .writtenTwice, "'\(entry.key)' belongs to '\(path)', but '\(kind)' is chosen", at: entry.keySpan,
                related: other.map { .init($0, "chosen here") }, help: "delete '\(entry.key)', or choose '\(path)'")
        case .unknown, .noEntry, .severalEntries, .noDefault:
            preconditionFailure("the alias '\(entry.key)' stands for no path: \(path)")
        }
    }

    // MARK: Messages

    /// Refuses a value of another type.
    mutating func refuse(_ node: Node, _ wanted: String, of key: String? = nil, help: String? = nil) -> Node {
        let subject = key.map { "'\($0)' wants \(wanted)" } ?? "expected \(wanted)"
        // What to write is enough, where that is known.
        let foreign =
            help?.hasPrefix("write ") == true ? nil : node.lookalike.flatMap { help?.contains($0) == true ? nil : $0 }
        let words = [help, foreign].compactMap(\.self)
        findings.add(
            .wrongType, "\(subject), found \(node.nature)", at: node.span,
            related: node.origin.alias.map { .init($0, "used here") },
            help: words.isEmpty ? nil : words.joined(separator: "; "))
        return Node(.invalid, origin: node.origin)
    }

    /// The keys of a mapping, for who has written something else.
    func keysHelp(_ fields: [Field]) -> String? {
        let keys = fields.filter(\.isShown).map(\.key)
        let more = keys.count > 12 ? ", … (\(keys.count) in all)" : ""
        return keys.isEmpty
            ? "it has no keys: write `{}`" : "its keys: \(keys.prefix(12).joined(separator: ", "))\(more)"
    }

    private static func unknownKey(
        _ entry: Entry, _ fields: [Field], of owner: String, _ reason: String?
    ) -> Diagnostic {
        let keys = fields.filter(\.isShown).map(\.key)
        if !entry.key.isEmpty, entry.key.utf8.allSatisfy({ (48...57) ~= $0 }) {
            return Diagnostic(
                .unknownKey, "\(owner) has no key '\(VisibleText.beginning(of: entry.key))'", at: entry.keySpan,
                help: "a number has a decimal point, as in 0.5: a ',' begins the next key")
        }
        let other =
            keys.isEmpty
            ? "it has no keys"
            : entry.isAnchored && Suggestion.nearest(to: entry.key, among: keys) == nil
                ? "an anchor has no key of its own: it stands at the first value that is to have it, such as `learner: &name …`"
                : Suggestion.help(for: entry.key, among: keys, noun: "its keys")
        return Diagnostic(
            .unknownKey, "\(owner) has no key '\(VisibleText.beginning(of: entry.key))'", at: entry.keySpan,
            related: entry.value.origin.alias.map { .init($0, "used here") }, help: reason ?? other)
    }

    /// Warns of a key that chooses nothing, wherever it is written.
    mutating func noteRetired(_ field: Field, at span: SourceSpan?) {
        guard let reason = field.retired else { return }
        findings.add(.retiredKey, "'\(field.key)' chooses nothing: \(reason)", at: span, help: "delete it")
    }
}

extension Field {
    /// Whether a mapping with this key could be a value of the field.
    func accepts(key: String) -> Bool {
        switch type {
        case .table(let fields): fields.contains { $0.key == key || $0.isMain && $0.accepts(key: key) }
        case .choice(let choices), .namedChoice(let choices): choices[key] != nil
        case .duration: Duration.Unit(rawValue: key) != nil
        case .number, .integer: mayBeDrawn && DrawnRange.words.contains(key)
        default: false
        }
    }
}

extension Node {
    /// Which character of a plain text, or of a key, looks like one of YAML's own and is none, in words; nil where none does.
    public var lookalike: String? {
        switch content {
        case .scalar(let scalar): scalar.isPlain ? ForeignCharacter.indicatorWords(in: scalar.text) : nil
        case .mapping(let entries): entries.lazy.compactMap { ForeignCharacter.indicatorWords(in: $0.key) }.first
        case .value, .sequence, .invalid: nil
        }
    }

    /// Adds an entry to a mapping, or replaces the value under its key.
    mutating func append(_ entry: Entry) {
        var entries = self.entries
        if let place = entries.firstIndex(where: { $0.key == entry.key }) {
            entries[place] = entry
        } else {
            entries.append(entry)
        }
        content = .mapping(entries)
    }

    /// What a value is, in words, for messages.
    var nature: String {
        switch content {
        case .scalar(let scalar) where scalar.isNull: "nothing"
        case .scalar(let scalar):
            scalar.isPlain
                ? "'\(VisibleText.beginning(of: scalar.text, atMost: 40))'"
                : "the quoted text \"\(VisibleText.beginning(of: scalar.text, atMost: 40))\""
        case .value(let value): "'\(VisibleText.beginning(of: value.json, atMost: 40))'"
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .invalid: "a refused value"
        }
    }
}
