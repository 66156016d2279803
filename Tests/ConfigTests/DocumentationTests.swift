import Config
import Determinism
import Diagnostics
import Testing

@Suite("What the field tables say about themselves")
struct DocumentationTests {
    private let schema = JSONSchema.document(Toy.fields, title: "A kitchen")

    /// Whether a value satisfies a schema: the keywords that JSONSchema writes.
    private func accepts(_ value: CanonicalValue, _ schema: CanonicalValue) -> Bool {
        for keyword in schema.members {
            let isMet =
                switch keyword.key {
                case "$ref":
                    keyword.value.asText.flatMap { self.schema["$defs"]?[String($0.dropFirst(8))] }
                        .map { accepts(value, $0) } ?? false
                case "anyOf": keyword.value.elements.contains { accepts(value, $0) }
                case "type":
                    keyword.value.elements.isEmpty
                        ? keyword.value.asText.map { isA($0, value) } ?? false
                        : keyword.value.elements.compactMap(\.asText).contains { isA($0, value) }
                case "enum": keyword.value.elements.contains(value)
                case "const": keyword.value == value
                case "required":
                    keyword.value.elements.compactMap(\.asText).allSatisfy { value[$0] != nil }
                        || value.members.isEmpty
                            && keyword.value.elements.isEmpty
                case "properties":
                    keyword.value.members.allSatisfy { property in
                        value[property.key].map { accepts($0, property.value) } ?? true
                    }
                case "additionalProperties":
                    value.members.filter { schema["properties"]?[$0.key] == nil }
                        .allSatisfy { keyword.value != .boolean(false) && accepts($0.value, keyword.value) }
                case "items": value.elements.allSatisfy { accepts($0, keyword.value) }
                case "minItems": value.elements.count >= keyword.value.asInteger ?? 0
                case "maxItems": value.elements.count <= keyword.value.asInteger ?? 0
                case "minProperties": value.members.count >= keyword.value.asInteger ?? 0
                case "maxProperties": value.members.count <= keyword.value.asInteger ?? 0
                case "minimum": compare(value, keyword.value, >=)
                case "maximum": compare(value, keyword.value, <=)
                case "exclusiveMinimum": compare(value, keyword.value, >)
                case "exclusiveMaximum": compare(value, keyword.value, <)
                case "pattern":
                    value.asText.map { text in
                        (try? Regex(keyword.value.asText ?? "")).map { text.contains($0) } ?? false
                    } ?? true
                default: ["$defs", "$schema", "title", "description", "default"].contains(keyword.key)
                }
            guard isMet else { return false }
        }
        return true
    }

    private func compare(_ value: CanonicalValue, _ bound: CanonicalValue, _ test: (Double, Double) -> Bool) -> Bool {
        guard let one = value.asNumber, let other = bound.asNumber else { return true }
        return test(one, other)
    }

    private func isA(_ type: String, _ value: CanonicalValue) -> Bool {
        switch (type, value) {
        case ("object", .object), ("array", .list), ("string", .text), ("boolean", .boolean), ("integer", .integer),
            ("number", .integer), ("number", .number):
            true
        default: false
        }
    }

    @Test("Fields that differ in their defaults alone are told once, with each place")
    func oneField() {
        func field(_ key: String, _ value: Int, _ summary: String = "How many") -> (path: String, field: Field) {
            ("\(key).count", Field("count", .integer(0...9), summary).defaults(to: .integer(value)))
        }
        let texts = Explanation.texts(of: [field("one", 1), field("another", 2), field("third", 1, "How often")])
        #expect(texts.count == 2)
        #expect(texts[0].hasPrefix("one.count      default 1\nanother.count  default 2\n  count: "))
        #expect(texts[0].components(separatedBy: "How many").count == 2)
        #expect(texts[1].hasPrefix("third.count\n  count: "))
        let alike = Explanation.texts(of: [field("one", 1), field("another", 1)])
        #expect(alike.count == 1 && alike[0].hasPrefix("one.count\nanother.count\n  count: "))
        let many = Explanation.texts(of: (0..<9).map { field("k\($0)", $0 == 4 ? 2 : 1) })
        #expect(
            many.count == 1
                && many[0].hasPrefix(
                    "count of k0, k1, k2, k3, k5, k6, k7, k8: default 1\ncount of k4: default 2\n  count: ")
        )
    }

    @Test(
        "The JSON Schema accepts what the language accepts",
        arguments: [
            "{}", #"{"burner": "gas"}"#, #"{"burner": {"induction": 3}}"#, #"{"burner": {"induction": {"power": 3}}}"#,
            #"{"burner": {"gas": {"pressure": {"uniform": [1, 2]}, "turns": 4}}}"#,
            #"{"timers": [{"every": {"rounds": 3}}, "once"], "color": ["a", "b"], "sizes": [1]}"#,
            #"{"alarms": [{"late": {"every": {"period": {"steps": 9}}}}, "once"]}"#,
            #"{"pans": [{"name": "a", "count": 3, "members": {"a2": {"size": 1.5}}}], "spices": {"salt": 0.5}}"#,
        ])
    func accepted(json: String) throws {
        #expect(Toy.resolve(json).json != nil)
        #expect(accepts(try CanonicalValue(parsing: json), schema))
    }

    @Test(
        "The JSON Schema refuses what the language refuses",
        arguments: [
            #"{"titel": "x"}"#, #"{"hot": "no"}"#, #"{"mode": "fats"}"#, #"{"burner": "gass"}"#,
            #"{"burner": {"gas": {}, "induction": 3}}"#, #"{"burner": "induction"}"#, #"{"sizes": [1, 2, 3, 4]}"#,
            #"{"sizes": 1}"#, #"{"burner": {"gas": {"pressure": -1}}}"#, #"{"burner": {"gas": {"jets": 9}}}"#,
            #"{"burner": {"gas": {"turns": "many"}}}"#, #"{"pans": [{"count": 1}]}"#, #"{"oven": 1}"#,
            #"{"length": {"rounds": 1, "steps": 2}}"#, #"{"spices": {"salt": -1}}"#,
        ])
    func refused(json: String) throws {
        #expect(Toy.resolve(json).json == nil || !Toy.resolve(json).found.isEmpty)
        #expect(!accepts(try CanonicalValue(parsing: json), schema))
    }

    @Test("An explanation names every key with type, unit, default and sentence")
    func explanation() {
        let gas = Toy.burners.components[0]
        #expect(
            Explanation.text(of: gas, noun: "burner", in: Vocabulary(Toy.fields)) == """
                gas (burner)
                A flame.

                Keys:
                  pressure: a number, greater than 0 [Pa], or a range drawn once per agent; default 2
                      Pressure.
                  jets: a whole number, from 1 to 8, or a range drawn once per agent; default 4
                      Openings.
                  valve: a choice of valve; default {ball: {turns: 3}}
                      What lets the gas in.
                        ball, needle
                  turns: short for valve.ball.turns
                      Turns of a ball valve.

                `concord explain NAME` tells of each kind that is named here.

                """)
    }

    @Test("A projection keeps what shapes the wanted, whole where a field shapes it all")
    func projection() throws {
        let text = "title: x\nhot: true\nalarms: [{late: {every: {rounds: 2}}}]\nlength: {rounds: 5}"
        let value = try CanonicalValue(parsing: Toy.resolve(text).json ?? "")
        func keys(_ shapes: Shapes) -> [String] { value.projected(onto: [shapes], Toy.fields).members.map(\.key) }
        #expect(keys(.state) == ["hot"])
        #expect(keys(.record) == ["alarms"])
        #expect(keys(.extent) == ["length"])
        #expect(keys(.nothing) == ["title"])
        #expect(value.projected(onto: [.record], Toy.fields)["alarms"] == value["alarms"])
    }

    @Test("Inside a field that shapes something other than the state, everything shapes that")
    func innerShapes() {
        let inner = [Field("often", .duration, "How often."), Field("rule", .choice(Toy.timers), "Which.")]
        let vocabulary = Vocabulary([
            Field("first", .choice(Toy.valves), "A choice met first outside."),
            Field("notes", .table(inner + [Field("valve", .choice(Toy.valves), "A valve.")]), "Notes.")
                .shaping(.record),
        ])
        let expected: [(String, Shapes)] = [
            ("notes", .record), ("notes.often", .record), ("notes.valve", .record), ("every.period", .record),
            ("notes.rule.every.period", .record), ("ball.turns", .state),
        ]
        for (path, shapes) in expected {
            #expect(vocabulary.fields(at: path).map(\.field.shapes) == [shapes], "\(path)")
        }
    }
}
