internal import Determinism
internal import Diagnostics

extension Normalizer {
    /// A choice: `{kind: {…}}`, or a bare kind with all its defaults.
    ///
    /// - Parameter orDefault: whether the word `default` could stand there.
    mutating func choice(_ node: Node, _ choices: Choices, orDefault: Bool = false) -> Node {
        let origin = placed(node.origin)
        switch node.content {
        case .scalar(let scalar) where !scalar.isNull:
            guard let component = component(scalar.text, choices, at: node.span, alias: node.origin.alias) else {
                return Node(.invalid, origin: origin)
            }
            let empty = Node(.mapping([]), origin: origin)
            return Node(.mapping([Entry(component.kind, keySpan: node.span, empty)]), origin: origin)
        case .mapping(let entries):
            guard let entry = entries.first, entries.count == 1 else {
                return refuseShape(node, entries, choices, orDefault)
            }
            guard let component = component(entry.key, choices, at: entry.keySpan, alias: node.origin.alias) else {
                return Node(.invalid, origin: origin)
            }
            let settings = table(entry.value, component.fields, of: component.kind, lacks: component.lacks)
            return Node(.mapping([Entry(component.kind, keySpan: entry.keySpan, settings)]), origin: origin)
        default:
            return refuse(
                node, "one \(choices.noun), as {kind: {…}}", help: Self.help(choices, orDefault))
        }
    }

    /// A choice, or one level deeper under a name of the user's: `{name: {kind: {…}}}`.
    mutating func namedChoice(_ node: Node, _ choices: Choices) -> Node {
        guard let entry = node.entries.first, node.entries.count == 1, choices[entry.key] == nil else {
            return choice(node, choices)
        }
        let isNamed =
            switch entry.value.content {
            case .mapping(let inner): inner.count == 1 && choices[inner[0].key] != nil
            case .scalar(let scalar): choices[scalar.text] != nil
            default: false
            }
        guard isNamed else { return choice(node, choices) }
        if let problem = Self.problem(ofName: entry.key) { findings.add(problem(entry.keySpan)) }
        let inner = choice(entry.value, choices)
        return Node(.mapping([Entry(entry.key, keySpan: entry.keySpan, inner)]), origin: placed(node.origin))
    }

    private mutating func component(
        _ kind: String, _ choices: Choices, at span: SourceSpan?, alias: SourceSpan?
    ) -> Component? {
        if let component = choices[kind] { return component }
        findings.add(
            .unknownKind, "no \(choices.noun) is called '\(VisibleText.beginning(of: kind))'", at: span,
            related: alias.map { .init($0, "used here") },
            help: Suggestion.help(for: kind, among: choices.components.map(\.kind), noun: "there are"))
        return nil
    }

    private mutating func refuseShape(_ node: Node, _ entries: [Entry], _ choices: Choices, _ orDefault: Bool) -> Node {
        let known = entries.filter { choices[$0.key] != nil }
        if entries.isEmpty {
            findings.add(
                .notOneKind, "no \(choices.noun) is named", at: node.span, help: Self.help(choices, orDefault))
        } else if known.isEmpty, let first = entries.first {
            let kind = choices.components.first?.kind ?? "kind"
            findings.add(
                .notOneKind, "this wants one \(choices.noun), named by one key; '\(first.key)' is none",
                at: first.keySpan, help: "put the keys under the kind, as in {\(kind): {…}}: \(Self.list(choices))")
        } else {
            let second = entries.last { $0.key != known[0].key } ?? known[0]
            findings.add(
                .notOneKind, "a choice has one key, here are \(entries.count)", at: second.keySpan,
                related: known[0].keySpan.map { .init($0, "the \(choices.noun) is '\(known[0].key)'") },
                help: known.count > 1
                    ? "keep one of \(known.map(\.key).joined(separator: ", "))"
                    : "keys of '\(known[0].key)' stand inside its braces, one level deeper")
        }
        return Node(.invalid, origin: placed(node.origin))
    }

    private static func help(_ choices: Choices, _ orDefault: Bool) -> String {
        "one of: \(list(choices))\(orDefault ? "; or `default`, for what holds where nothing is written" : "")"
    }

    private static func list(_ choices: Choices) -> String {
        choices.components.prefix(12).map(\.kind).joined(separator: ", ")
    }
}
