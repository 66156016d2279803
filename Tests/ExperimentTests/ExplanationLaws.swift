import Config
import Determinism
import Federation
import Testing

@testable import Experiment

/// Laws of what `concord explain` says, over every kind, key and word of the language.
@Suite("Laws of explanations")
struct ExplanationLaws {
    static let vocabulary = Vocabulary(Language.standard.spec)
    static let kinds = vocabulary.choices.flatMap { choices in
        choices.components.map { Kind(noun: choices.noun, component: $0) }
    }

    /// A kind, as an argument of a test.
    struct Kind: Sendable, CustomTestStringConvertible {
        let noun: String
        let component: Component
        var testDescription: String { "\(component.kind) (\(noun))" }
        /// Everything it says in sentences, apart from its keys.
        var texts: [String] {
            [component.summary, component.details] + (component.source?.grounds.map(\.what) ?? [])
        }
    }

    /// Words that say what holds where nothing is written.
    static var silence: Regex<Substring> { #/unless told|\bdefaults?\b|unless (?:it|they) (?:is|are) given/# }

    @Test("A sentence about defaults takes them from the field table", arguments: kinds)
    func defaults(kind: Kind) {
        for text in kind.texts {
            for path in DefaultReference.paths(in: text) {
                let value = DefaultReference.value(at: path, of: kind.component, in: Self.vocabulary)
                #expect(value != nil, "\(path) has no default")
            }
            let joined = text.split(separator: "\n").map { $0.trimmingPrefix(while: { $0 == " " }) }.joined(
                separator: " ")
            for sentence in joined.split(separator: #/[.;] /#) where sentence.contains(Self.silence) {
                #expect(
                    !DefaultReference.paths(in: String(sentence)).isEmpty, "refers to no key: \(sentence)")
            }
        }
    }

    @Test("Every explanation can be written, and shows what it refers to", arguments: kinds)
    func written(kind: Kind) {
        let text = Explanation.text(of: kind.component, noun: kind.noun, in: Self.vocabulary)
        #expect(text.hasPrefix("\(kind.component.kind) (\(kind.noun))\n") && !text.contains("⟦"))
    }

    @Test("A key that tells what holds without it may be left out")
    func fields() {
        for (path, field) in Self.vocabulary.fields where field.summary.contains(Self.silence) {
            #expect(field.presence != .required, "\(path): \(field.summary)")
        }
    }

    @Test("Names in backquotes are keys, kinds, words or commands", arguments: kinds)
    func names(kind: Kind) {
        for name in kind.texts.flatMap({ $0.matches(of: #/`([a-z_]+(?:\.[a-z_]+)*)[^`]*`/#) }).map({
            String($0.output.1)
        }) {
            let last = name.split(separator: ".").last.map(String.init) ?? name
            #expect(Self.known.contains(last), "`\(name)`")
        }
    }

    private static let known: Set<String> = {
        var words = Set(vocabulary.words).union(vocabulary.fields.flatMap { spelled($0.field.type) })
        for choices in vocabulary.choices { words.formUnion(choices.components.map(\.kind)) }
        return words.union([
            "concord", "check", "verify", "mean_over_replicas", "learner", "digest", "aggregate", "upload",
        ])
    }()

    private static func spelled(_ type: FieldType) -> [String] {
        switch type {
        case .word(let words): words.map(\.name)
        case .list(let element, _), .oneOrMany(let element), .named(let element): spelled(element)
        default: []
        }
    }

    @Test("Choices of one noun have the same kinds, so that none is hidden from `list` and `explain`")
    func nouns() {
        var kinds: [String: [String]] = [:]
        var pending = Language.standard.spec.map(\.type)
        while let type = pending.popLast() {
            switch type {
            case .table(let fields): pending += fields.map(\.type)
            case .list(let element, _), .oneOrMany(let element), .named(let element): pending.append(element)
            case .choice(let choices), .namedChoice(let choices):
                let own = choices.components.map(\.kind)
                guard let known = kinds[choices.noun] else {
                    kinds[choices.noun] = own
                    pending += choices.components.flatMap(\.fields).map(\.type)
                    continue
                }
                #expect(known == own, "\(choices.noun)")
            default: break
            }
        }
    }

    @Test(
        "Every method says which of it rests on what",
        arguments: Language.standard.methods.components.filter { $0.field("upload") != nil }.map(\.kind))
    func grounds(method: String) throws {
        let source = try #require(Language.standard.methods[method]?.source)
        #expect(source.grounds.contains { $0.evidence == source.evidence }, "what the source itself gives")
        if source.evidence == .paper { #expect(source.grounds.contains { $0.evidence == nil }, "what it leaves open") }
    }
}

/// Every entry of every axis says what it computes, where that comes from, and how well that is known.
@Suite("Sources of axes")
struct AxisSourceLaws {
    static let entries: [(axis: String, component: Component)] = {
        let language = Language.standard
        let catalogues = [
            language[Triggers.name].components, language[Events.name].components, language[Uploads.name].components,
            language[Aggregators.name].components, language[Topologies.name].components,
            language[Weightings.name].components, language[Servers.name].components, language[Guards.name].components,
            language[Digests.name].components, language[Participations.name].components,
            language[Faults.name].components, language[Attacks.name].components,
        ]
        return catalogues.flatMap { $0.map { ($0.kind, $0) } }
    }()

    @Test("Details, source and evidence", arguments: entries.indices)
    func complete(index: Int) throws {
        let (kind, component) = Self.entries[index]
        #expect(!component.details.isEmpty, "\(kind) says nothing of what it computes")
        // A formula, or a number of something.
        #expect(component.details.contains(/[←=≤θ⌊⌈√Σ‖]|\d/), "\(kind) has no formula")
        let source = try #require(component.source, "\(kind) has no source")
        // What others have not said is ours, and of what others have it is said how that is known.
        #expect(source.citation != "Concord" || source.evidence == .ours)
        #expect(source.citation.contains(/\d{4}/) || source.citation == "Concord" || source.citation.contains("RFC"))
        for ground in source.grounds { #expect(!ground.what.isEmpty) }
    }

    @Test("No axis of a method is left out")
    func axes() throws {
        let fields = try #require(Language.standard.methods["parameter_average"]).fields
        let kinds = Set(Self.entries.map(\.axis))
        for field in fields {
            let choices: Choices? =
                switch field.type {
                case .choice(let choices): choices
                case .list(.choice(let choices), _): choices
                default: nil
                }
            for component in choices?.components ?? [] { #expect(kinds.contains(component.kind), "\(component.kind)") }
        }
    }
}
