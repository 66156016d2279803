import Determinism
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

    static let tables = [
        Reader(testDescription: "agent", fields: language.agent) { values, readings in
            _ = AgentPlan(Settings(language.agent, values, in: language, noting: readings))
        }
    ]

    @Test("every key of a kind is read where the kind is made", arguments: kinds)
    func everyKind(_ reader: Reader) throws { try expectReading(reader, below: reader.kind + ".") }

    @Test("every key of a resolved agent is read", arguments: tables)
    func everyTable(_ reader: Reader) throws { try expectReading(reader, below: "") }

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
