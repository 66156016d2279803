import Determinism

/// The text of `concord explain`, written from the field tables.
public enum Explanation {
    /// A kind: what it is, where it comes from, its keys with defaults, units and allowed values.
    ///
    /// - Parameter vocabulary: where the kinds are found whose defaults the text refers to.
    public static func text(of component: Component, noun: String, in vocabulary: Vocabulary) -> String {
        func settled(_ text: String) -> String { DefaultReference.settling(text, of: component, in: vocabulary) }
        var text = "\(component.kind) (\(noun))\n\(component.summary)\n"
        if !component.details.isEmpty { text += "\n\(settled(component.details))\n" }
        if let source = component.source {
            text += "\nSource (\(source.evidence.rawValue)): \(source.citation)\n"
            text += source.grounds.map { "  \($0.heading): \(settled($0.what))\n" }.joined()
        }
        if !component.fields.isEmpty { text += "\nKeys:\n" + table(component.fields) }
        return text
    }

    /// Fields found by dotted paths, in their order: those that differ in no more than what they are by default are told once.
    public static func texts(of fields: [(path: String, field: Field)]) -> [String] {
        var groups: [(text: String, members: [(path: String, field: Field)])] = []
        for found in fields {
            let text =
                found.field.retired == nil ? told(found.field, "by place") : text(of: found.field, at: found.path)
            if let index = groups.firstIndex(where: { $0.text == text }) {
                groups[index].members.append(found)
            } else {
                groups.append((text, [found]))
            }
        }
        return groups.map { text, members in
            guard members.count > 1 else { return Self.text(of: members[0].field, at: members[0].path) }
            let presences = Set(members.map { presence($0.field) })
            if presences.count == 1, let only = presences.first {
                return members.map { $0.path + "\n" }.joined() + told(members[0].field, only)
            }
            if members.count > most, let places = places(of: members) { return places + text }
            let width = (members.map(\.path.count).max() ?? 0) + 2
            return members.map { path, field in
                path + String(repeating: " ", count: width - path.count) + presence(field) + "\n"
            }.joined() + text
        }
    }

    /// More places of one field than this are told together.
    private static let most = 8
    /// More kinds of one key of a mapping than this are told by their names.
    private static let mostKinds = 4

    /// The kinds that have a field of one key, those of one default together: `of qavg, fedrq: default []`; nil where not all are kinds.
    private static func places(of members: [(path: String, field: Field)]) -> String? {
        let parts = members.map { $0.path.split(separator: ".", maxSplits: 1).map(String.init) }
        guard let key = parts.first?.last, parts.allSatisfy({ $0.count == 2 && $0[1] == key }) else { return nil }
        var groups: [(presence: String, kinds: [String])] = []
        for (member, part) in zip(members, parts) {
            let presence = presence(member.field)
            if let index = groups.firstIndex(where: { $0.presence == presence }) {
                groups[index].kinds.append(part[0])
            } else {
                groups.append((presence, [part[0]]))
            }
        }
        return groups.map { "\(key) of \($0.kinds.joined(separator: ", ")): \($0.presence)\n" }.joined()
    }

    /// A field, what changing it changes, and the keys in it.
    private static func told(_ field: Field, _ presence: String) -> String {
        let keys = keys(of: field.type)
        return table([field], presence) + "  Changing it changes \(consequence(field.shapes)).\n"
            + (keys.isEmpty ? "" : "\nKeys:\n" + table(keys, nil, isInner: true))
    }

    /// The keys of a mapping, or of each in a list of some.
    private static func keys(of type: FieldType) -> [Field] {
        switch type {
        case .table(let fields): fields
        case .list(let element, _), .oneOrMany(let element), .named(let element): keys(of: element)
        default: []
        }
    }

    /// The keys of a table, one paragraph each.
    public static func table(_ fields: [Field]) -> String { table(fields, nil) }

    /// The same.
    ///
    /// - Parameters:
    ///   - told: what is said of whether they are there; what they say unless given.
    ///   - isInner: whether they are the keys of a mapping that is told, and many kinds are told by their names.
    private static func table(_ fields: [Field], _ told: String?, isInner: Bool = false) -> String {
        fields.filter { $0.isShown }.map { field in
            var heading = "  \(field.key)"
            if let path = field.alias {
                heading += ": short for \(path.joined(separator: "."))"
            } else {
                heading += ": \(field.type.wanted)"
                if let unit = field.unit { heading += " [\(unit)]" }
                if field.mayBeDrawn {
                    heading += ", or a range drawn once \(field.isDrawnAlike ? "for all agents" : "per agent")"
                }
                heading += field.companyWords.map { ", \($0)" }.joined()
                if field.isMain { heading += "; its bare value may stand for the whole mapping" }
                heading += "; \(told ?? presence(field))"
            }
            return "\(heading)\n      \(field.summary)\n\(words(field.type, isInner: isInner))"
        }.joined()
    }

    /// One field found by its dotted path.
    public static func text(of field: Field, at path: String) -> String {
        if let reason = field.retired {
            return
                "\(path)\n      \(field.summary)\n  Retired, it chooses nothing: \(reason). The plan is the same without it.\n"
        }
        return "\(path)\n" + told(field, presence(field))
    }

    private static func presence(_ field: Field) -> String {
        switch field.presence {
        case .required: "required"
        case .optional: "optional"
        case .defaulted(let value): "default \(value.flow)"
        }
    }

    private static func words(_ type: FieldType, isInner: Bool) -> String {
        switch type {
        case .word(let words): words.map { "        \($0.name): \($0.summary)\n" }.joined()
        case .choice(let choices), .namedChoice(let choices):
            isInner && choices.components.count > mostKinds
                ? "        \(choices.components.map(\.kind).joined(separator: ", "))\n"
                : choices.components.map { "        \($0.kind): \($0.summary)\n" }.joined()
        case .list(let element, _), .oneOrMany(let element), .named(let element): words(element, isInner: isInner)
        default: ""
        }
    }

    private static func consequence(_ shapes: Shapes) -> String {
        switch shapes {
        case .state: "the run's bits: finished cells with another value belong to another plan"
        case .record: "what is recorded, not what happens"
        case .storage: "what is kept on disk: finished runs stay finished"
        case .extent: "how far the run goes"
        case .nothing: "nothing that is computed"
        }
    }
}

extension Field {
    /// What it asks of other keys of its table, for people: `less than maximum_position`.
    var companyWords: [String] {
        let order = ceiling.map { $0.isStrict ? "less than \($0.key)" : "at most \($0.key)" }
        return [order, precondition.map { "only with \($0)" }, rival.map { "not with \($0)" }].compactMap(\.self)
    }
}
