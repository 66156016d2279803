import Determinism

/// The text of `concord explain`, written from the field tables.
///
/// A page tells every fact once: of what is asked for, its kinds with a sentence each; of its keys, their kinds by name, since each has
/// a page of its own; and a list that stood above by the key that it stood at.
public enum Explanation {
    /// The lists of a page so far, and the keys they stand at.
    private struct Told {
        private var keys: [String: String] = [:]
        /// Whether kinds are told by their names.
        private(set) var hasNames = false

        /// A list that is new to the page, else where it stands.
        mutating func once(_ list: String, at key: String, isNames: Bool = false) -> String {
            guard !list.isEmpty else { return "" }
            if let known = keys[list] { return "        the same as of `\(known)`\n" }
            keys[list] = key
            hasNames = hasNames || isNames
            return list
        }

        /// How to hear more of kinds that are told by name.
        var footnote: String { hasNames ? "\n`concord explain NAME` tells of each kind that is named here.\n" : "" }
    }

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
        var told = Told()
        if !component.fields.isEmpty { text += "\nKeys:\n" + table(component.fields, into: &told) }
        return text + told.footnote
    }

    /// Fields found by dotted paths, in their order: those that differ in no more than what they are by default are told once.
    public static func texts(of fields: [(path: String, field: Field)]) -> [String] {
        var groups: [(text: String, members: [(path: String, field: Field)])] = []
        for found in fields {
            var told = Told()
            let text =
                found.field.retired == nil
                ? Self.text(of: found.field, "by place", into: &told) : retirement(of: found.field, at: found.path)
            if let index = groups.firstIndex(where: { $0.text == text }) {
                groups[index].members.append(found)
            } else {
                groups.append((text, [found]))
            }
        }
        var told = Told()
        var texts = groups.map { text, members in
            let field = members[0].field
            guard field.retired == nil else { return text }
            let presences = Set(members.map { presence($0.field) })
            if presences.count == 1, let only = presences.first {
                return members.map { $0.path + "\n" }.joined() + Self.text(of: field, only, into: &told)
            }
            if members.count > most, let places = places(of: members) {
                return places + Self.text(of: field, "by place", into: &told)
            }
            let width = (members.map(\.path.count).max() ?? 0) + 2
            return members.map { path, field in
                path + String(repeating: " ", count: width - path.count) + presence(field) + "\n"
            }.joined() + Self.text(of: field, "by place", into: &told)
        }
        if let last = texts.popLast() { texts.append(last + told.footnote) }
        return texts
    }

    /// More places of one field than this are told together.
    private static let most = 8

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
    private static func text(of field: Field, _ presence: String, into told: inout Told) -> String {
        let keys = keys(of: field.type)
        return table([field], presence, isAskedFor: true, into: &told)
            + "  Changing it changes \(consequence(field.shapes)).\n"
            + (keys.isEmpty ? "" : "\nKeys:\n" + table(keys, into: &told))
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
    public static func table(_ fields: [Field]) -> String {
        var told = Told()
        return table(fields, into: &told)
    }

    /// The same.
    ///
    /// - Parameters:
    ///   - presence: what is said of whether they are there; what they say unless given.
    ///   - isAskedFor: whether the page is about them.
    private static func table(
        _ fields: [Field], _ presence: String? = nil, isAskedFor: Bool = false, into told: inout Told
    ) -> String {
        var text = ""
        for field in fields where field.isShown {
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
                heading += "; \(presence ?? Self.presence(field))"
            }
            text += "\(heading)\n      \(field.summary)\n"
            text += list(field.type, at: field.key, isAskedFor: isAskedFor, into: &told)
        }
        return text
    }

    /// One field found by its dotted path.
    public static func text(of field: Field, at path: String) -> String { texts(of: [(path, field)]).joined() }

    /// A key that chooses nothing any more.
    private static func retirement(of field: Field, at path: String) -> String {
        let reason = field.retired ?? ""
        return
            "\(path)\n      \(field.summary)\n  Retired, it chooses nothing: \(reason). The plan is the same without it.\n"
    }

    private static func presence(_ field: Field) -> String {
        switch field.presence {
        case .required: "required"
        case .optional: "optional"
        case .defaulted(let value): "default \(value.flow)"
        }
    }

    /// The words or kinds that a field takes: words with what they say, and kinds with it where the page is about them.
    private static func list(
        _ type: FieldType, at key: String, isAskedFor: Bool, into told: inout Told
    ) -> String {
        switch type {
        case .word(let words):
            return told.once(words.map { "        \($0.name): \($0.summary)\n" }.joined(), at: key)
        case .choice(let choices), .namedChoice(let choices):
            guard !isAskedFor else {
                return told.once(
                    choices.components.map { "        \($0.kind): \($0.summary)\n" }.joined(), at: key)
            }
            return told.once(
                "        \(choices.components.map(\.kind).joined(separator: ", "))\n", at: key, isNames: true)
        case .list(let element, _), .oneOrMany(let element), .named(let element):
            return list(element, at: key, isAskedFor: isAskedFor, into: &told)
        default: return ""
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
