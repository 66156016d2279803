internal import Determinism
internal import Diagnostics

extension Normalizer {
    /// The elements of a list in normal form. Of more than two scalars that are refused alike, the first one is told of.
    mutating func elements(_ nodes: [Node], as element: FieldType, called key: String) -> [Node] {
        guard nodes.count > 2, nodes.allSatisfy({ $0.scalar != nil }) else {
            return nodes.map { value($0, as: element, called: key) }
        }
        var single = Normalizer(layer: layer)
        let values = nodes.map { single.value($0, as: element, called: key) }
        findings.add(single.findings.joined(.advice, others: "of the list"))
        return values
    }

    /// A list in normal form, refused where its numbers should rise and do not.
    mutating func ordered(_ list: Node, _ field: Field) -> Node {
        guard field.isAscending else { return list }
        let values = list.elements.compactMap(\.value)
        let numbers = values.compactMap(\.asNumber)
        guard numbers.count == list.elements.count, zip(numbers, numbers.dropFirst()).contains(where: { $0 > $1 })
        else {
            return list
        }
        let sorted = values.sorted { ($0.asNumber ?? 0) < ($1.asNumber ?? 0) }
        findings.add(
            .outOfOrder, "'\(field.key)' wants the least number first, found \(CanonicalValue.list(values).flow)",
            at: list.span, help: "write \(CanonicalValue.list(sorted).flow)")
        return Node(.invalid, origin: list.origin)
    }

    /// Refuses what is no list. Brackets are advised where they make it one.
    ///
    /// - Parameter fields: the keys of the mapping that may stand in the list's place.
    mutating func refuseList(_ node: Node, _ type: FieldType, called key: String, or fields: [Field] = []) -> Node {
        var trial = Normalizer(layer: layer)
        let element = Node(.sequence([node]), origin: node.origin)
        let isElement =
            !node.isNothing && !trial.value(element, as: type, called: key).isInvalid && !trial.findings.hasErrors
        let text = node.span?.text ?? "…"
        let help: String =
            if !isElement {
                if !fields.isEmpty {
                    "a list in brackets, or \(keysHelp(fields) ?? "")"
                } else if node.isNothing, type.mayBeEmpty {
                    "write [] for none"
                } else {
                    "a list stands in brackets, [one, two], or below its key with a '-' before every element"
                }
            } else if case .mapping = node.content, !text.hasPrefix("{") {
                "it could be an element: put a '-' before its first key"
            } else {
                "write it in brackets: \(key): [\(text.count <= 60 && !text.contains(where: \.isNewline) ? text : "…")]"
            }
        return refuse(node, "a list", of: key, help: help)
    }

    static func listLength(
        _ key: String, _ found: Int, _ wanted: ClosedRange<Int>, at span: SourceSpan?
    ) -> Diagnostic {
        let number =
            wanted.upperBound == .max
            ? "at least \(wanted.lowerBound)"
            : wanted.lowerBound == wanted.upperBound
                ? "\(wanted.lowerBound)"
                : "\(wanted.lowerBound) to \(wanted.upperBound)"
        let noun = wanted.upperBound == 1 || wanted == 1...Int.max ? "element" : "elements"
        return Diagnostic(.listLength, "'\(key)' wants \(number) \(noun), found \(found)", at: span)
    }
}

extension FieldType {
    /// Whether values are lists, and nothing else.
    var isList: Bool {
        if case .list = self { true } else { false }
    }

    /// Whether a list without elements is a value.
    fileprivate var mayBeEmpty: Bool {
        if case .list(_, let count) = self { count.contains(0) } else { false }
    }
}

extension Node {
    /// Whether this is a list.
    var isList: Bool {
        if case .sequence = content { true } else { false }
    }

    /// Whether nothing is written.
    fileprivate var isNothing: Bool { scalar?.isNull ?? false }
}
