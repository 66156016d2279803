import Config
import Determinism
import Diagnostics
import Testing

@Suite("Numbers whose order has a meaning")
struct OrderingTests {
    static let track = Choices(
        "track",
        [
            Component(
                "straight", "A line.",
                fields: [
                    Field("start", .number, "Where it starts.").defaults(to: .number(0)).drawn.below("end"),
                    Field("end", .number, "Where it ends.").defaults(to: .number(1)).drawn,
                    Field("goal", .number, "What is aimed at.").defaults(to: .number(0.5)).drawn.atMost("end"),
                ])
        ])
    static let fields = [
        Field("track", .choice(track), "The track.").defaults(to: .object([.init("straight", .object([]))])),
        Field("from", .integer(1...Int.max), "The first.").optional.atMost("to"),
        Field("to", .integer(1...Int.max), "The last.").optional,
    ]

    /// `line:column message` of everything refused.
    static func found(_ text: String) throws -> [String] {
        var findings = Findings()
        let file = try #require(YAMLReader.read(SourceFile(name: "x.yaml", text: text), into: &findings))
        var normalizer = Normalizer()
        let node = normalizer.table(file, fields, of: "x")
        var resolver = Resolver()
        _ = resolver.resolve(node, fields, of: "x")
        findings.add(normalizer.findings)
        findings.add(resolver.findings)
        return findings.diagnostics.map { diagnostic in
            let places = [diagnostic.span, diagnostic.related?.span].compactMap { $0?.startPosition }
            return places.map { "\($0.line):\($0.column)" }.joined(separator: " and ") + " \(diagnostic.message)"
        }
    }

    @Test(
        "A wrong order is refused at both numbers, or at the one that is written; so is one that draws could bring",
        arguments: [
            ("track: {straight: {start: 3, end: 2}}", "1:27 and 1:35 'start' (3) must be less than 'end' (2)"),
            ("track: {straight: {start: 1}}", "1:27 'start' (1) must be less than 'end' (1 by default)"),
            ("track: {straight: {end: -1, goal: -2}}", "1:25 'start' (0 by default) must be less than 'end' (-1)"),
            ("from: 3\nto: 2", "1:7 and 2:5 'from' (3) must not exceed 'to' (2)"),
            (
                "track: {straight: {goal: {uniform: [0, 1.5]}}}",
                "1:26 'goal' can become 1.5, but must not exceed 'end', which can become 1 by default"
            ),
            (
                "track: {straight: {goal: {relative: [0, 1.5]}}}",
                "1:26 'goal' can become 1.25, but must not exceed 'end', which can become 1 by default"
            ),
            (
                "track: {straight: {end: {uniform: [2, 4]}, start: {same_as: track.straight.end}, goal: 2}}",
                "1:51 and 1:25 'start' can become 4, but must be less than 'end', which can become 2"
            ),
        ])
    func refused(text: String, message: String) throws {
        #expect(try Self.found(text) == [message])
    }

    @Test(
        "A right order passes, equal numbers where they may be equal, a copy of the other number, and numbers by position",
        arguments: [
            "track: {straight: {start: -1, end: {uniform: [0.5, 2]}}}", "from: 2\nto: 2", "from: 5",
            "track: {straight: {goal: {same_as: track.straight.end}, end: {uniform: [1, 4]}}}",
            "track: {straight: {goal: {values: [0, 2]}, end: {values: [1, 3]}}}", "to: 7",
        ])
    func accepted(text: String) throws {
        #expect(try Self.found(text) == [])
    }

    @Test("What is refused for another reason is not refused twice")
    func once() throws {
        #expect(try Self.found("from: 3\nto: x").count == 1)
    }

    @Test("`explain` and the schema tell the order")
    func documented() {
        #expect(Explanation.table(Self.fields).contains("from: a whole number, at least 1, at most to; optional"))
        let schema = JSONSchema.document(Self.fields, title: "x").json
        #expect(schema.contains("Where it starts.; less than end"))
    }
}
