import Determinism
import Testing

@Suite("Canonical JSON")
struct CanonicalJSONTests {
    private static let everything = CanonicalValue.object(sorting: [
        ("list", .list([.null, .boolean(true), .boolean(false), .list([]), .object([])])),
        ("integers", .list([.integer(0), .integer(-1), .integer(.max), .integer(.min)])),
        (
            "numbers",
            .list([
                .number(0.1), .number(1), .number(-0.0), .number(1e300), .number(.leastNonzeroMagnitude), .number(1e21),
            ])
        ),
        ("text", .text("quote \" slash \\ tab \t line \n return \r bell \u{7} é 你 😀 \u{2028}")),
        ("", .text("")),
    ])

    @Test("sorts keys by their UTF-8 bytes and has no white space")
    func form() {
        let value = CanonicalValue.object(sorting: [
            ("é", .integer(3)), ("b", .list([.integer(1), .number(2)])), ("B", .null), ("ab", .boolean(true)),
        ])
        #expect(value.json == #"{"B":null,"ab":true,"b":[1,2.0],"é":3}"#)
    }

    @Test("escapes what JSON asks for and nothing else")
    func escapes() {
        #expect(CanonicalValue.text("\u{0}\u{1f}\"\\/\n\r\t\u{7f}é").json == #""\u0000\u001f\"\\/\n\r\t\#u{7f}é""#)
    }

    @Test("writes numbers as the shortest decimals that read back to the same bits")
    func numbers() {
        let texts = [0.1, 1, -0.0, 1e-3, 1.0 / 3, .leastNonzeroMagnitude, 1.7976931348623157e308, 1e16].map {
            CanonicalValue.number($0).json
        }
        #expect(
            texts == [
                "0.1", "1.0", "-0.0", "0.001", "0.3333333333333333", "5e-324", "1.7976931348623157e+308", "1e+16",
            ])
    }

    @Test("reads back every number it writes, bit for bit")
    func numbersRoundTrip() throws {
        var stream = StreamKey(seed: 1, owner: "agent/numbers").stream(.draw)
        for _ in 0..<20_000 {
            let number = Double(bitPattern: stream.next64())
            guard number.isFinite else { continue }
            let value = try CanonicalValue(parsing: CanonicalValue.number(number).json)
            guard case .number(let read) = value else {
                Issue.record("\(number) reads as \(value)")
                continue
            }
            #expect(read.bitPattern == number.bitPattern)
        }
    }

    @Test("writes what JSON lacks as words")
    func notFinite() {
        let values: [Double] = [.infinity, -.infinity, .nan]
        #expect(CanonicalValue.list(values.map { .number($0) }).json == #"["inf","-inf","nan"]"#)
    }

    @Test("reads back to an equal value, compact or pretty")
    func roundTrip() throws {
        let compact = try CanonicalValue(parsing: Self.everything.json)
        let pretty = try CanonicalValue(parsing: Self.everything.indentedJSON)
        #expect(compact == Self.everything)
        #expect(pretty.json == Self.everything.json)
        #expect(compact.fingerprint == Self.everything.fingerprint)
    }

    @Test("keeps integers and numbers apart")
    func integersAndNumbers() throws {
        #expect(try CanonicalValue(parsing: "7") == .integer(7))
        #expect(try CanonicalValue(parsing: "7.0") == .number(7))
        #expect(try CanonicalValue(parsing: "-0") == .integer(0))
        #expect(try CanonicalValue(parsing: "9223372036854775807") == .integer(.max))
        #expect(try CanonicalValue(parsing: "9223372036854775808") == .number(9223372036854775808))
        #expect(try CanonicalValue(parsing: "1E2") == .number(100))
        #expect(try CanonicalValue(parsing: "1e-2") == .number(0.01))
        #expect(try CanonicalValue(parsing: "1e+2") == .number(100))
    }

    @Test("sorts the members it reads")
    func sortsMembers() throws {
        #expect(try CanonicalValue(parsing: #" { "b" : 1 , "a" : [ 1 , 2 ] } "#).json == #"{"a":[1,2],"b":1}"#)
    }

    @Test("reads escapes and surrogate pairs")
    func readsEscapes() throws {
        #expect(
            try CanonicalValue(parsing: #""\u0041\u00e9\ud83d\uDE00\/\b\f\n\r\t\\\"""#)
                == .text("Aé😀/\u{8}\u{c}\n\r\t\\\""))
        #expect(try CanonicalValue(parsing: #""\uffff\u0000""#) == .text("\u{ffff}\u{0}"))
    }

    @Test("tells keys apart by their bytes, not by how they look")
    func composedKeys() throws {
        let value = try CanonicalValue(parsing: "{\"e\u{301}\":1,\"\u{e9}\":2}")
        #expect(value.members.count == 2)
    }

    @Test(
        "refuses what is not JSON",
        arguments: [
            "", " ", "{", "}", "[", "]", "[1,]", "[,1]", "[1 2]", "{,}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, "{a:1}",
            "{1:2}", #"{"a":1 "b":2}"#, "nul", "nulll", "True", "tru", "01", "-", "-01", "+1", "1.", ".5", "1e", "1e+",
            "0x10", "1_000", "NaN", "Infinity", "1e999", "-1e999", "'a'", "\"", "\"a", #""\"#, #""\x""#, #""\u12""#,
            #""\u12g4""#, #""\ud800""#, #""\ud800x""#, #""\ud800\n""#, #""\ud800\ud800""#, #""\udc00""#, "\"\n\"",
            "\"\u{1}\"", "1 2", "{} {}", "[1]]", "\u{feff}1", "\u{a0}1", "/* */ 1", "1 // one",
        ])
    func refuses(text: String) {
        #expect(throws: CanonicalValue.ParsingError.self) { try CanonicalValue(parsing: text) }
    }

    @Test("refuses a repeated key and says where")
    func repeatedKey() {
        let error = #expect(throws: CanonicalValue.ParsingError.self) {
            try CanonicalValue(parsing: #"{"a":1,"b":2,"a":3}"#)
        }
        #expect(error?.message == "the key 'a' is repeated")
        #expect(error?.offset == 19)
    }

    @Test("refuses more than 128 levels without overflowing the stack")
    func depth() throws {
        let deepest = String(repeating: "[", count: 128) + "1" + String(repeating: "]", count: 128)
        #expect(try CanonicalValue(parsing: deepest).json == deepest)
        let tooDeep = String(repeating: "[", count: 1_000_000)
        #expect(throws: CanonicalValue.ParsingError.self) { try CanonicalValue(parsing: tooDeep) }
        let objects = String(repeating: #"{"a":"#, count: 100_000)
        #expect(throws: CanonicalValue.ParsingError.self) { try CanonicalValue(parsing: objects) }
    }

    @Test("survives every truncation and every damaged byte of a document")
    func damage() {
        let bytes = Array(Self.everything.indentedJSON.utf8)
        for length in 0..<bytes.count {
            #expect(throws: CanonicalValue.ParsingError.self) {
                try CanonicalValue(parsing: String(decoding: bytes[..<length], as: UTF8.self))
            }
        }
        var stream = StreamKey(seed: 2, owner: "agent/damage").stream(.draw)
        var sound = 0
        for _ in 0..<5000 {
            var damaged = bytes
            damaged[stream.index(below: bytes.count)] = UInt8(stream.index(below: 256))
            // It either fails with an error or gives a value whose canonical form is a fixed point.
            guard let value = try? CanonicalValue(parsing: String(decoding: damaged, as: UTF8.self)) else { continue }
            #expect((try? CanonicalValue(parsing: value.json))?.json == value.json)
            sound += 1
        }
        #expect(sound > 100 && sound < 5000)
    }

    @Test("reads ten thousand keys in well under a second")
    func manyKeys() throws {
        let members = (0..<10_000).map { ("key\($0)", CanonicalValue.integer($0)) }
        let value = CanonicalValue.object(sorting: members)
        let clock = ContinuousClock()
        var read = CanonicalValue.null
        let time = try clock.measure { read = try CanonicalValue(parsing: value.json) }
        #expect(read == value)
        #expect(time < .seconds(1))
    }
}
