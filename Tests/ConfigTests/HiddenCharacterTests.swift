import Config
import Diagnostics
import Testing

/// Characters that a spec must not have: what libyaml or an editor makes of them differs from what is seen.
@Suite("Hidden characters in specs")
struct HiddenCharacterTests {
    static let breaks: [Unicode.Scalar] = ["\u{B}", "\u{C}", "\r", "\u{85}", "\u{2028}", "\u{2029}"]
    static let reordering: [Unicode.Scalar] =
        ([0x61C...0x61C, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069] as [ClosedRange<UInt32>]).joined()
        .compactMap(Unicode.Scalar.init)
    static let invisible: [Unicode.Scalar] = [
        "\u{AD}", "\u{34F}", "\u{115F}", "\u{180E}", "\u{200B}", "\u{200C}", "\u{200D}", "\u{2060}", "\u{2063}",
        "\u{3164}", "\u{FEFF}", "\u{FFA0}", "\u{FFF9}", "\u{FFFE}", "\u{E0041}",
    ]
    static let noText: [Unicode.Scalar] =
        ([0...8, 0xE...0x1F, 0x7F...0x84, 0x86...0x9F] as [ClosedRange<UInt32>]).joined().compactMap(
            Unicode.Scalar.init)

    /// Where a character can stand: in comments, plain, quoted and block texts, keys, and between them.
    static func places(_ character: Unicode.Scalar) -> [(text: String, line: Int, column: Int)] {
        [
            ("# a comment, \(character)rounds: 20\na: 1\n", 1, 14), ("a: 1 # x\(character)b: 2\n", 1, 9),
            ("a: plain\(character)text\n", 1, 9), ("a: 'single\(character)quoted'\n", 1, 11),
            ("a: 1\nb: \"double\(character)quoted\"\n", 2, 11), ("a: |\n  block\(character)text\n", 2, 8),
            ("a: >\n  folded\(character)text\n", 2, 9), ("ke\(character)y: 1\n", 1, 3), ("a:\(character) 1\n", 1, 3),
            ("\(character)a: 1\n", 1, 1), ("a: 1\n\(character)", 2, 1), ("a: [1,\(character) 2]\n", 1, 7),
            ("a: &x\(character) 1\n", 1, 6), ("é漢: 'é\(character)'\n", 1, 7),
        ]
    }

    private static func expect(_ character: Unicode.Scalar, _ code: DiagnosticCode) {
        // A byte order mark may stand first, as one.
        for place in places(character) where !(character == "\u{FEFF}" && place.text.unicodeScalars.first == character)
        {
            var findings = Findings()
            let file = SourceFile(name: "spec.yaml", text: place.text)
            #expect(YAMLReader.read(file, into: &findings) == nil)
            let found = findings.diagnostics
            #expect(found.map(\.code) == [code], "\(place)")
            let position = found.first?.span?.startPosition
            #expect(position == SourcePosition(line: place.line, column: place.column), "\(place)")
            let digits = String(character.value, radix: 16, uppercase: true)
            let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            #expect(found.first?.message.hasPrefix("U+\(padded)") == true)
        }
    }

    @Test("What ends lines for some programs only is refused wherever it stands", arguments: breaks)
    func lineEnds(character: Unicode.Scalar) { Self.expect(character, .hiddenCharacter) }

    @Test("What reorders text is refused wherever it stands", arguments: reordering)
    func order(character: Unicode.Scalar) { Self.expect(character, .hiddenCharacter) }

    @Test("What cannot be seen is refused wherever it stands", arguments: invisible)
    func unseen(character: Unicode.Scalar) { Self.expect(character, .hiddenCharacter) }

    @Test("Controls are refused as no text wherever they stand", arguments: noText)
    func controls(character: Unicode.Scalar) { Self.expect(character, .malformedText) }

    @Test("Escapes in double quotes say what is meant, and are read")
    func escapes() {
        let cases: [(text: String, value: Unicode.Scalar)] = [
            (#""\u2028""#, "\u{2028}"), (#""\L""#, "\u{2028}"), (#""\P""#, "\u{2029}"), (#""\N""#, "\u{85}"),
            (#""\u202E""#, "\u{202E}"), (#""\x1B""#, "\u{1B}"), (#""\v""#, "\u{B}"), (#""\r""#, "\r"),
            (#""\U000E0041""#, "\u{E0041}"),
        ]
        for (text, value) in cases {
            var findings = Findings()
            let node = YAMLReader.read(SourceFile(name: "a", text: "a: \(text)\n"), into: &findings)
            guard case .scalar(let scalar)? = node?["a"]?.content else {
                Issue.record("\(text) \(findings.diagnostics)")
                continue
            }
            #expect(scalar.text == String(value))
        }
    }

    @Test("CR LF, tabs in texts, a leading byte order mark, accents, emoji and other scripts stay")
    func ordinary() {
        let text = "\u{FEFF}# größe, 漢字, עברית, ⚠️\r\na: \"x\ty\"\r\nb: e\u{301}\u{A0}z 🎉\r\n"
        var findings = Findings()
        #expect(YAMLReader.read(SourceFile(name: "a", text: text), into: &findings) != nil)
        #expect(findings.isEmpty, "\(findings.diagnostics.map(\.message))")
    }

    @Test("A character that stands in many places is one finding with their number")
    func many() {
        var findings = Findings()
        let text = "a: 1\rb: 2\rc: \u{200B}3\r"
        #expect(YAMLReader.read(SourceFile(name: "a", text: text), into: &findings) == nil)
        #expect(
            findings.diagnostics.map(\.message) == [
                "U+000D CARRIAGE RETURN ends a line for some programs and not for others (here and in 2 more places)",
                "U+200B ZERO WIDTH SPACE cannot be seen",
            ])
    }

    @Test(
        "What breaks YAML since it looks like a sign of it is named at its place",
        arguments: [
            ("about:\u{A0}x\nname: y\n", 1, 7), ("a: 1\nname:\u{A0}x\n", 2, 6), ("a: 1\nname:\u{202F}x\nb: 2\n", 2, 6),
            ("a: 1\nname:\u{3000}x\nb: 2\n", 2, 6), ("a\u{FF1A}1\nb: 2\n", 1, 2), ("a: {b:\u{A0}[5, 6]}\n", 1, 7),
            ("a: 1\nb\u{2236}1\nc: 2\n", 2, 2), ("a: \u{201C}x: y\u{201D}\n", 1, 4),
            ("a: \u{2018}x: y\u{2019}\n", 1, 4),
            ("a: {b: 1\u{FF0C}c: 2}\n", 1, 9), ("a: [{b: 1}\u{FF3D}\nc: 2\n", 1, 11),
            ("# größe: \u{A0}\na: 'é:\u{A0}'\nname:\u{A0}x\n", 3, 6),
        ])
    func lookalikes(text: String, line: Int, column: Int) {
        var findings = Findings()
        #expect(YAMLReader.read(SourceFile(name: "spec.yaml", text: text), into: &findings) == nil)
        #expect(findings.diagnostics.map(\.code) == [.yamlSyntax])
        let found = findings.diagnostics.first
        #expect(found?.span?.startPosition == SourcePosition(line: line, column: column))
        #expect(found?.message.hasPrefix("not YAML: U+") == true, "\(found?.message ?? "")")
    }

    @Test("What stands in quotes, in comments and in the middle of a text is not blamed for a mistake beside it")
    func blameless() {
        for text in [
            "a: 'x:\u{A0}y' z\n", "a: \"\u{FF3D}\" z\n", "a: b: c # x:\u{A0}y\n", "a: Prix :\u{A0}5: b\n",
            "a: one \u{2013} b: c\n", "a: |\n  x:\u{A0}y\nb: c: d\n", "a: 'x:\u{A0}y'\nb: [c\nd: e\n",
        ] {
            var findings = Findings()
            #expect(YAMLReader.read(SourceFile(name: "spec.yaml", text: text), into: &findings) == nil)
            #expect(findings.diagnostics.map(\.code) == [.yamlSyntax], "\(text)")
            #expect(findings.diagnostics.first?.message.contains("U+") == false, "\(text)")
        }
    }

    @Test("Where what looks like a sign of YAML makes another value of it, whoever refuses that names the character")
    func misread() {
        for text in [
            "pans:\n  -\u{A0}{name: a}\n", "pans:\n  \u{2013} {name: a}\n", "sizes:\n  -\u{A0}1\n",
            "round: 5\u{A0}steps\n",
            "rounds: {steps:\u{A0}5}\n", "burner:\n  gas:\u{A0}{}\n", "pans:\n  - name:\u{2003}a\n",
            "rounds:\n  steps:\u{2007}5\n", "sizes: [1\u{FF0C}2]\n",
            "spices: salt\u{FF1A}1\n", "mode: \u{201C}slow\u{201D}\n", "hot: true\u{A0}\n",
        ] {
            let found = Toy.normalize(text).findings.diagnostics
            #expect(!found.isEmpty, "\(text)")
            #expect(
                found.allSatisfy { "\($0.message) \($0.help ?? "")".contains("U+") }, "\(text) \(found.map(\.help))")
        }
    }
}
