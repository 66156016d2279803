import Determinism
import Diagnostics
import TestSupport
import Testing

@testable import Config
@testable import Experiment

/// Every key of the language is read by what it is a key of: none parses and changes nothing.
///
/// All kinds of all catalogues are made of settings that note what they are asked for: with every optional key, every kind
/// of every choice and every word of their tables, one after the other.
struct FieldReadingTests {
    static let language = Language.standard

    /// A field table with whoever reads it.
    struct Reader: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let fields: [Field]
        let read: @Sendable (CanonicalValue, Readings) -> Void
    }

    static let kinds = language.everything.catalogues.flatMap { catalogue in
        catalogue.components.map { component in
            Reader(testDescription: "\(catalogue.noun) \(component.kind)", fields: component.fields) {
                values, readings in
                _ = catalogue.product(
                    of: Choice(.object([.init(component.kind, values)]), noting: readings))
            }
        }
    }

    /// What an agent begins with, and of which set its world is, cells and replicas read (`OwnBeginningTests`, `AdaptedReplicaTests`).
    private static let readByCells = [InitialSpec.field.key, AgentPlan.place.key]

    static let tables = [
        Reader(testDescription: "agent", fields: language.agent.filter { !readByCells.contains($0.key) }) {
            values, readings in
            _ = AgentPlan(Settings(language.agent, values, in: language, noting: readings))
        }
    ]

    @Test("every key of a kind is read where the kind is made", arguments: kinds)
    func everyKind(_ reader: Reader) throws { try expectReading(reader, below: reader.kind + ".") }

    @Test("every key of a resolved agent is read", arguments: tables)
    func everyTable(_ reader: Reader) throws { try expectReading(reader, below: "") }

    @Test("every key that is told of chooses something: no words and no kinds that are the only ones", arguments: kinds)
    func choices(_ reader: Reader) {
        #expect(Self.idle(reader.fields, below: reader.kind + ".") == [], "an option without effect")
    }

    @Test("no key of a whole spec or of an agent chooses nothing")
    func choicesOfTables() {
        #expect(Self.idle(Self.language.agent, below: "agent.") == [])
        #expect(Self.idle(Self.language.spec, below: "") == [])
        let one = Component("one", "", fields: [])
        let idle = [
            Field("word", .words(("only", "")), ""), Field("kind", .choice(Choices("noun", [one])), ""),
            Field("list", .list(of: .table([Field("inner", .words(("only", "")), "")])), ""),
            Field("gone", .words(("only", "")), "").retired("it is so"),
            Field("told", .choice(Choices("noun", [Component("one", "", fields: [Field("number", .number, "")])])), ""),
        ]
        #expect(Self.idle(idle, below: "") == ["word", "kind", "list.inner"], "the law finds them")
    }

    @Test("a key that chooses nothing any more still gives the plan it gave, and is warned of where it stands")
    func retired() throws {
        let spec = SampleSpec.small
        let said = spec.replacing("rounds_to: {window: 3", with: "rounds_to: {measure: training_return, window: 3")
        let (plain, retired) = (SpecText.compile(spec), SpecText.compile(said))
        let (one, other) = (try #require(plain.study), try #require(retired.study))
        #expect(one.plan(of: one.cells[0]).canonical == other.plan(of: other.cells[0]).canonical)
        #expect(plain.findings.diagnostics.isEmpty)
        #expect(retired.findings.diagnostics.map(\.code) == [DiagnosticCode.retiredKey])
        #expect(SpecText.compile(said.replacing("training_return, window", with: "bytes, window")).study == nil)
        // By a dotted path too, where an arm has one.
        let arms = spec + "arms: {plain: {}, dotted: {measure.rounds_to.measure: training_return}}\n"
        #expect(SpecText.compile(arms).findings.diagnostics.map(\.code) == [DiagnosticCode.retiredKey])
    }

    @Test("Arms with one mistake in common and other causes or remedies are told of each")
    func causes() {
        let more = """
            federation: [{parameter_average: {every: {rounds: 2}, when: {asynchronous: {speed: [0.01, 0.02]}}}}]
            arms:
              base: {}
              slow: {federation.parameter_average.when.asynchronous.speed: [0.001, 0.002]}
            """
        let spec = SpecText.text(more, agents: "[{name: a, count: 3}]")
            .replacing("learner: reinforce", with: "learner: {ppo: {rollout: 64, epochs: 2}}")
            .replacing("round: {episodes: 1}", with: "round: {steps: 64}")
        let found = SpecText.compile(spec).findings.diagnostics.filter { $0.code == .exchangeNeverFires }
        #expect(found.count == 2 && Set(found.map(\.help)).count == 2, "\(SpecText.compile(spec).findings.diagnostics)")
    }

    /// The paths of keys that offer one word, or one kind without keys.
    private static func idle(_ fields: [Field], below prefix: String) -> [String] {
        fields.filter(\.isShown).flatMap { field in idle(field.type, at: prefix + field.key) }
    }

    private static func idle(_ type: FieldType, at path: String) -> [String] {
        switch type {
        case .word(let words): words.count < 2 ? [path] : []
        case .table(let fields), .list(.table(let fields), _), .named(.table(let fields)):
            idle(fields, below: path + ".")
        case .list(let element, _), .oneOrMany(let element), .named(let element): idle(element, at: path)
        case .choice(let choices) where !choices.isOpen:
            choices.components.count < 2 && choices.components.allSatisfy { $0.fields.allSatisfy { !$0.isShown } }
                ? [path] : choices.components.flatMap { idle($0.fields, below: "\(path).\($0.kind).") }
        default: []
        }
    }

    @Test("the law finds a key that nobody reads, also within tables, kinds and lists")
    func law() {
        let inner = [Field("read", .boolean, "").optional, Field("unread", .boolean, "").optional]
        let choices = Choices("noun", [Component("one", "", fields: inner)])
        let fields = [
            Field("table", .table(inner), ""), Field("choice", .choice(choices), ""),
            Field("list", .list(of: .table(inner)), ""), Field("named", .named(.table(inner)), ""), inner[1],
        ]
        let reader = Reader(testDescription: "kind", fields: fields) { values, readings in
            let settings = Settings(fields, values, in: nil, noting: readings)
            let within = [
                settings.table("table"), settings.choice("choice").settings(Component("one", "", fields: inner)),
            ]
            for table in within + settings.tables("list") + settings.namedTables("named").map(\.settings) {
                _ = table.has("read")
            }
        }
        #expect(
            Self.unread(reader, below: "") == [
                "choice.one.unread", "list.unread", "named.unread", "table.unread", "unread",
            ])
    }

    private func expectReading(_ reader: Reader, below prefix: String) throws {
        #expect(Self.unread(reader, below: prefix) == [], "parsed and never read")
    }

    /// The keys that no way of making the kind asks for.
    private static func unread(_ reader: Reader, below prefix: String) -> [String] {
        let readings = Readings()
        for values in reader.fields.samples { reader.read(values, readings) }
        return reader.fields.paths.map { prefix + $0 }.filter { !readings.paths.contains($0) }.sorted()
    }
}

extension FieldReadingTests.Reader {
    fileprivate var kind: String { String(testDescription.split(separator: " ").last ?? "") }
}
