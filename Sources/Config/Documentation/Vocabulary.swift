/// Every word of a language, found by walking its field tables: what `list` and `explain` look things up in.
public struct Vocabulary: Sendable {
    /// The choices, each noun once, in the order they are first met from the top.
    public private(set) var choices: [Choices] = []
    /// Every field with its dotted path from the top, or from the kind it belongs to, in the same order.
    public private(set) var fields: [(path: String, field: Field)] = []

    private let top: FieldType

    /// The words reachable from these top-level fields.
    public init(_ fields: [Field]) {
        top = .table(fields)
        walk(fields, under: "", shaping: .state)
    }

    /// The choices of a noun, singular or plural: `optimizer`, `optimizers`.
    public func choices(named noun: String) -> Choices? {
        choices.first { Self.isSpelling(noun, of: $0.noun) }
    }

    /// Whether a word is a noun, singular or plural, as people may write it.
    public static func isSpelling(_ word: String, of noun: String) -> Bool { spellings(of: noun).contains(word) }

    /// The plural of a noun as `list` takes it: `public-state-sources`.
    public static func plural(of noun: String) -> String {
        let word = noun.split(separator: " ").joined(separator: "-")
        let isVowelBefore = word.dropLast().last.map { "aeiou".contains($0) } ?? false
        if word.hasSuffix("y"), !isVowelBefore { return word.dropLast() + "ies" }
        return word.hasSuffix("s") || word.hasSuffix("x") ? word + "es" : word + "s"
    }

    /// All kinds of this name, with the nouns they belong to; the one of a noun where it stands before: `adapter.linear`.
    public func components(named kind: String) -> [(noun: String, component: Component)] {
        let parts = kind.split(separator: ".", maxSplits: 1).map(String.init)
        if parts.count == 2, let choices = choices(named: parts[0]), let component = choices[parts[1]] {
            return [(choices.noun, component)]
        }
        return choices.compactMap { choices in choices[kind].map { (choices.noun, $0) } }
    }

    /// The fields a path ends on: `learning_rate` finds `adam.learning_rate`, `adam.learning_rate` only that one, and
    /// a path as edits have it, from the top or from a kind down through other kinds, the one it leads to. The unit of a length
    /// of time is no field: a path that ends on one leads to the length.
    public func fields(at path: String) -> [(path: String, field: Field)] {
        let found = places(at: path)
        guard found.isEmpty, let dot = path.lastIndex(of: "."),
            Duration.Unit(rawValue: String(path[path.index(after: dot)...])) != nil
        else { return found }
        return places(at: String(path[..<dot])).filter { if case .duration = $0.field.type { true } else { false } }
    }

    private func places(at path: String) -> [(path: String, field: Field)] {
        let exact = fields.filter { $0.path == path }
        if !exact.isEmpty { return exact }
        let ending = fields.filter { $0.path.hasSuffix("." + path) }
        if !ending.isEmpty { return ending }
        let keys = path.split(separator: ".").map(String.init)
        guard let kind = keys.first else { return [] }
        let starts =
            [(top, keys)] + components(named: kind).map { (.table($0.component.fields), Array(keys.dropFirst())) }
        return starts.compactMap { start, rest in start.field(at: rest).map { (path, $0) } }
    }

    /// Every word one may ask about: nouns, kinds and keys.
    public var words: [String] {
        choices.flatMap { [Self.plural(of: $0.noun)] + $0.components.map(\.kind) } + fields.map(\.path)
            + fields.map(\.field.key)
    }

    /// What people ask about: nouns, kinds and keys at the top of a spec.
    public var topics: [String] {
        var known: Set<String> = []
        return
            (choices.flatMap { [Self.plural(of: $0.noun)] + $0.components.map(\.kind) }
            + fields.map(\.path).filter { !$0.contains(".") }).filter { known.insert($0).inserted }
    }

    private static func spellings(of noun: String) -> [String] {
        [
            noun, noun.split(separator: " ").joined(separator: "-"), noun.split(separator: " ").joined(separator: "_"),
            plural(of: noun),
        ]
    }

    private mutating func walk(_ table: [Field], under prefix: String, shaping outer: Shapes) {
        for field in table where field.isShown {
            let path = prefix.isEmpty ? field.key : "\(prefix).\(field.key)"
            let inner = field.within(outer)
            fields.append((path, inner))
            walk(field.type, under: path, shaping: inner.shapes)
        }
    }

    private mutating func walk(_ type: FieldType, under path: String, shaping outer: Shapes) {
        switch type {
        case .table(let fields): walk(fields, under: path, shaping: outer)
        case .list(let element, _), .oneOrMany(let element), .named(let element):
            walk(element, under: path, shaping: outer)
        case .choice(let choices), .namedChoice(let choices):
            guard !self.choices.contains(where: { $0.noun == choices.noun }) else { return }
            self.choices.append(choices)
            for component in choices.components { walk(component.fields, under: component.kind, shaping: outer) }
        default: break
        }
    }
}
