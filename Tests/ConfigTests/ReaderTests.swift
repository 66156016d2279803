import Config
import Diagnostics
import Testing

@Suite("Reading YAML")
struct ReaderTests {
    private func read(_ text: String) -> (node: Node?, found: [String]) {
        let marked = MarkedText(text)
        var findings = Findings()
        let node = YAMLReader.read(marked.file, into: &findings)
        return (node, marked.summary(findings))
    }

    private func spanText(_ node: Node?) -> String? { node?.span?.text }

    @Test("Spans cover exactly the value, in block and flow style")
    func spans() {
        let text = """
            # top
            block:
              inner: [1, 2]   # behind

              other: {a: "x y"}

            # between
            text: |
              line one
              line two

            last: &anchor plain words  # comment
            """
        let node = read(text).node
        #expect(spanText(node?["block"]?["inner"]) == "[1, 2]")
        #expect(spanText(node?["block"]?["other"]?["a"]) == "\"x y\"")
        #expect(spanText(node?["block"]) == "inner: [1, 2]   # behind\n\n  other: {a: \"x y\"}")
        #expect(spanText(node?["text"]) == "|\n  line one\n  line two")
        #expect(spanText(node?["last"]) == "plain words")
        #expect(node?.entries.first?.keySpan?.text == "block")
    }

    @Test("Spans stay exact behind characters of several bytes")
    func unicode() {
        let node = read("größe: 'π≈3'\nwert: {α: 漢字, b: c}\n").node
        #expect(spanText(node?["größe"]) == "'π≈3'")
        #expect(spanText(node?["wert"]?["α"]) == "漢字")
        #expect(spanText(node?["wert"]?["b"]) == "c")
    }

    @Test("What is no single YAML mapping of words is refused at its place")
    func refusals() {
        #expect(read("a: 1\n1️⃣a: 2\n").found == ["1 yaml/duplicate-key"])
        #expect(read("a:\n1️⃣\tb: 1\n").found == ["1 yaml/tab"])
        #expect(read("a: [1, 2\nb1️⃣: 3\n").found == ["1 yaml/syntax"])
        #expect(read("a: 1\n1️⃣---\nb: 2\n").found == ["1 yaml/several-documents"])
        #expect(read("1️⃣[a, b]: 1\n").found == ["1 yaml/key-not-text"])
        #expect(read("a:\n  &x : 1\n").found.map { $0.split(separator: " ").last } == ["yaml/key-not-text"])
        #expect(read("a: 1️⃣!!str 1\n").found == ["1 yaml/tag"])
        #expect(read("a: 1️⃣*nowhere\n").found == ["1 yaml/unknown-anchor"])
        #expect(read("a: &x [1, 1️⃣*x]\n").found == ["1 yaml/cyclic-anchor"])
        #expect(read("a: {<<: 1️⃣5, b: 1}\n").found == ["1 yaml/merge-not-mapping"])
    }

    @Test("What YAML 1.2 forbids and libyaml reads is refused at its place")
    func strictness() {
        #expect(read("a: [1, 2]1️⃣#c\n").found == ["1 yaml/syntax"])
        #expect(read("a: [1,1️⃣#c\n  2]\n").found == ["1 yaml/syntax"])
        #expect(read("a: \"x\"1️⃣# c\n").found == ["1 yaml/syntax"])
        #expect(read("a: >1️⃣# c\n  x\n").found == ["1 yaml/syntax"])
        #expect(read("a: >-2 # c\n    x # y\n# z\nb: [1, # c\n  '#', x#y]  # d\n").found.isEmpty)
        #expect(read("a: [1️⃣-]\n").found == ["1 yaml/syntax"])
        #expect(read("a: [1️⃣?x]\n").found == ["1 yaml/syntax"])
        #expect(read("{1️⃣?x: 1}\n").found == ["1 yaml/syntax"])
        #expect(read("a: [x?, 'y?', z?, ? w : 1]\nb?: ?c\n? d\n: 1\n").found.isEmpty)
        #expect(read("a: 1️⃣&b:c 1\n").found == ["1 yaml/syntax"])
        #expect(read("a: [&b , &c 1, {&d e: &f {}}]\n").found.isEmpty)
        #expect(read("%FUTURE1️⃣ 1\n---\na: 1\n").found == ["1 yaml/syntax"])
        #expect(read("# words\n1️⃣%YAML 1.1\n---\na: 1\n").found == ["1 yaml/syntax"])
        #expect(read("1️⃣%YAML 1.2\n---\na: 2️⃣!!str 1\n").found == ["1 yaml/syntax", "2 yaml/tag"])
        #expect(read("1️⃣%TAG ! tag:example.com,2000:\n---\na: 1\n").found == ["1 yaml/syntax"])
        #expect(read("---\na: '%YAML 1.1'\n").found.isEmpty)
    }

    @Test("Blanks in an unended last line are no part of a block scalar's last line")
    func openBlanks() {
        func text(_ text: String) -> String? {
            guard case .scalar(let scalar)? = read(text).node?["a"]?.content else { return nil }
            return scalar.text
        }
        #expect(text("a: |\n  x\n   ") == "x\n \n")
        #expect(text("a: |\n  x\n  ") == "x\n")
        #expect(text("a: |\n  x") == "x")
        #expect(text("a: x\n   ") == "x")
    }

    @Test("Files without a value are empty", arguments: ["", "# only words\n", "---\n", "\n\n"])
    func empty(text: String) {
        let (node, found) = read(text)
        #expect(node == nil)
        #expect(found == ["- file/empty"])
    }

    @Test("Bytes that are not text are refused, with their place")
    func notText() {
        for bytes: [UInt8] in [
            [0x61, 0x3A, 0, 0x62], [0x61, 0x3A, 0x20, 0xFF], [0xFF, 0xFE, 0x61, 0], [0x1B, 0x5B],
        ] {
            var findings = Findings()
            #expect(YAMLReader.read(SourceFile(name: "a", bytes: bytes), into: &findings) == nil)
            #expect(findings.diagnostics.map(\.code) == [.malformedText])
        }
    }

    @Test("Nesting beyond 64 levels is refused, at once, also through aliases")
    func depth() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(read(deep).found == ["spec.yaml:1:65 yaml/too-deep"])
        #expect(read(String(repeating: "[", count: 64) + String(repeating: "]", count: 64)).found.isEmpty)
        let tower = String(repeating: "[", count: 40) + "1" + String(repeating: "]", count: 40)
        let brackets = String(repeating: "[", count: 30)
        let closing = String(repeating: "]", count: 30)
        #expect(read("a: &a \(tower)\nb: \(brackets)1️⃣*a\(closing)\n").found == ["1 yaml/too-deep"])
    }

    @Test("A billion laughs are refused")
    func laughs() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let aliases = (0..<10).map { _ in "*a\(level - 1)" }.joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        #expect(read(text).found.map { $0.split(separator: " ").last } == ["yaml/too-many-values"])
    }

    @Test("Merge keys give what the mapping lacks, and values remember both sites")
    func merge() {
        let node = read("base: &base {a: 1, b: 2}\nuser: {<<: *base, b: 3}\nsame: *base\n").node
        let user = node?["user"]
        #expect(user?.entries.map(\.key) == ["b", "a"])
        #expect(spanText(user?["b"]) == "3")
        #expect(spanText(user?["a"]) == "1")
        #expect(user?["a"]?.origin.alias?.text == "*base")
        #expect(node?["same"]?["b"]?.origin.description == "spec.yaml:1:23, used at spec.yaml:3:7")
    }

    @Test("Only unquoted text is a number, under YAML 1.2 rules")
    func numbers() {
        func number(_ text: String) -> String? {
            guard case .scalar(let scalar)? = read("a: \(text)\n").node?["a"]?.content else { return nil }
            return scalar.number?.json
        }
        let expected: [(String, String?)] = [
            ("1", "1"), ("-3", "-3"), ("+4", "4"), ("1e-3", "0.001"), ("5e5", "500000.0"), (".5", "0.5"), ("1.", "1.0"),
            ("0x1F", "31"), ("0o17", "15"), ("017", "17"), ("1_000", nil), ("'1'", nil), ("1e", nil), ("e5", nil),
            ("no", nil), ("1:30", nil), ("--1", nil), ("0x", nil), ("0x-1", nil), ("1.e2", "100.0"),
        ]
        for (text, value) in expected { #expect(number(text) == value, "\(text)") }
    }
}
