import Config
import Diagnostics

/// A spec in normal form, before its arms and sweeps are applied.
struct SpecTree {
    /// The tree that arms and sweeps edit.
    let body: Node
    /// The arms in order; one called `main` where none is written.
    let arms: [Arm]
    /// The factors of the sweep, in order.
    let factors: [Factor]

    /// A named variant of the experiment.
    struct Arm {
        let name: String
        let span: SourceSpan?
        let edits: [Edit]
    }

    /// A quantity that is varied, crossed with every arm and every other factor.
    struct Factor {
        let name: String
        let span: SourceSpan?
        let levels: [Level]
    }

    /// One setting of a factor.
    struct Level {
        let label: String
        let edits: [Edit]
    }

    /// The name of the only arm of a spec without arms.
    static let onlyArm = "main"

    /// What arms and sweeps may change: everything that is not the study itself.
    let editable: [Field]

    /// Reads and normalizes a spec; nil where there is no mapping to read.
    init?(
        _ file: SourceFile, in language: Language, atMost most: Int = YAMLReader.maximumNodes,
        into findings: inout Findings
    ) {
        guard let raw = YAMLReader.read(file, atMost: most, into: &findings) else { return nil }
        var normalizer = Normalizer()
        // What has an engine is a plan; elsewhere keys of plans would be read and say nothing.
        let isPlan = raw["engine"] != nil
        let root = normalizer.table(raw, language.spec.filter { isPlan || !$0.isForPlans }, of: "the spec")
        findings.add(normalizer.findings)
        if root.isInvalid { return nil }
        editable = language.spec.filter {
            !["concord", "name", "about", "seeds", "arm", "engine", "arms", "sweep"].contains($0.key)
        }
        body = Node(.mapping(root.entries.filter { !["arms", "sweep"].contains($0.key) }), origin: root.origin)
        let written = root["arms"]?.entries ?? []
        arms =
            written.isEmpty
            ? [Arm(name: root["arm"]?.value?.asText ?? Self.onlyArm, span: nil, edits: [])]
            : written.map { Arm(name: $0.key, span: $0.keySpan, edits: Self.edits($0.value, &findings)) }
        factors = (root["sweep"]?.entries ?? []).compactMap { Self.factor($0, &findings) }
    }

    private static func edits(_ node: Node, _ findings: inout Findings) -> [Edit] {
        switch node.content {
        case .mapping(let entries): return entries.map { Edit($0) }
        case .scalar(let scalar) where scalar.isNull: return []
        case .invalid: return []
        default:
            findings.add(
                .wrongType, "an arm is a mapping from dotted paths to values", at: node.span,
                help: with(node, "write {} for an arm that changes nothing"))
            return []
        }
    }

    private static func factor(_ entry: Entry, _ findings: inout Findings) -> Factor? {
        let entries = entry.value.entries
        let values = entries.map(\.value.content)
        let areLists = values.allSatisfy { if case .sequence = $0 { true } else { false } }
        let areLevels = values.allSatisfy { if case .mapping = $0 { true } else { false } }
        guard !entries.isEmpty, areLists && entries.count == 1 || areLevels else {
            let help =
                areLists && entries.count > 1
                ? "to change several paths together, name the levels: {level: {path: value, path: value}}"
                : "write {dotted.path: [values]} or {level: {dotted.path: value}}"
            findings.add(
                .sweepShape, "'\(entry.key)' is no sweep factor", at: entry.keySpan, help: with(entry.value, help))
            return nil
        }
        var levels: [Level] = []
        if areLists {
            levels = entries[0].value.elements.map { value in
                Level(label: label(value), edits: [Edit(Entry(entries[0].key, keySpan: entries[0].keySpan, value))])
            }
        } else {
            levels = entries.map { level in Level(label: safe(level.key), edits: level.value.entries.map { Edit($0) }) }
        }
        if levels.isEmpty {
            findings.add(
                .sweepShape, "'\(entry.key)' has no values", at: entry.keySpan, help: "list at least one value")
        }
        for (place, level) in levels.enumerated() where levels[..<place].contains(where: { $0.label == level.label }) {
            findings.add(
                .sweepShape, "two levels of '\(entry.key)' are both called '\(level.label)'", at: entry.keySpan,
                help: "delete one, or name the levels: {level: {dotted.path: value}}")
            return nil
        }
        return Factor(name: entry.key, span: entry.keySpan, levels: levels)
    }

    /// Advice, and the character that looks like one of YAML's own and made another value of what is written.
    private static func with(_ node: Node, _ help: String) -> String {
        help + (node.lookalike.map { "; \($0)" } ?? "")
    }

    /// A value as a part of a directory's name.
    private static func label(_ node: Node) -> String {
        switch node.content {
        case .scalar(let scalar): safe(scalar.text)
        case .sequence(let elements): elements.map(label).joined(separator: "-")
        case .mapping(let entries): entries.map { "\(safe($0.key))-\(label($0.value))" }.joined(separator: "-")
        case .value, .invalid: "value"
        }
    }

    private static func safe(_ text: String) -> String {
        let kept = text.map { character in
            character.isASCII && (character.isLetter || character.isNumber || "._+-".contains(character))
                ? character : "-"
        }
        return kept.isEmpty ? "none" : String(kept.prefix(64))
    }
}
