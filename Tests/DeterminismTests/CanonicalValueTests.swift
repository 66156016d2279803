import Determinism
import Testing

@Suite("Canonical values")
struct CanonicalValueTests {
    private let value = CanonicalValue.object(sorting: [
        ("rounds", .integer(2000)), ("discount", .number(0.99)), ("name", .text("d5")), ("greedy", .boolean(true)),
        ("seeds", .list([.integer(20), .integer(25)])),
    ])

    @Test("find members by key and elements by position")
    func access() {
        #expect(value["rounds"]?.asInteger == 2000)
        #expect(value["rounds"]?.asNumber == 2000)
        #expect(value["discount"]?.asNumber == 0.99)
        #expect(value["discount"]?.asInteger == nil)
        #expect(value["name"]?.asText == "d5")
        #expect(value["greedy"]?.asBoolean == true)
        #expect(value["seeds"]?.elements.compactMap(\.asInteger) == [20, 25])
        #expect(value["absent"] == nil)
        #expect(CanonicalValue.integer(1)["rounds"] == nil)
        #expect(CanonicalValue.number(3).asInteger == 3)
    }

    @Test("hide what is of another type")
    func otherTypes() {
        #expect(CanonicalValue.text("1").asInteger == nil)
        #expect(CanonicalValue.text("1").asNumber == nil)
        #expect(CanonicalValue.integer(1).asText == nil)
        #expect(CanonicalValue.integer(1).asBoolean == nil)
        #expect(CanonicalValue.integer(1).members.isEmpty)
        #expect(CanonicalValue.integer(1).elements.isEmpty)
    }

    @Test("have a fingerprint that depends on every part and not on the order members were given in")
    func fingerprints() {
        let reordered = CanonicalValue.object(sorting: [
            ("seeds", .list([.integer(20), .integer(25)])), ("greedy", .boolean(true)), ("name", .text("d5")),
            ("discount", .number(0.99)), ("rounds", .integer(2000)),
        ])
        #expect(reordered.fingerprint == value.fingerprint)
        let changes: [(String, CanonicalValue)] = [
            ("rounds", .integer(2001)), ("rounds", .number(2000)), ("discount", .number(0.99.nextUp)),
            ("name", .text("d50")), ("greedy", .boolean(false)), ("seeds", .list([.integer(25), .integer(20)])),
        ]
        for (key, change) in changes {
            let members = value.members.map { ($0.key, $0.key == key ? change : $0.value) }
            #expect(CanonicalValue.object(sorting: members).fingerprint != value.fingerprint, "\(key)")
        }
    }

    @Test("have the fingerprint of their JSON's bytes")
    func fingerprintOfJSON() {
        // printf '{"a":1}' | sha256sum
        #expect(
            CanonicalValue.object(sorting: [("a", .integer(1))]).fingerprint.hexadecimal
                == "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862")
    }
}
