import Diagnostics
import Testing

@Suite("Rendering")
struct RenderingTests {
    private func span(_ text: String, of piece: String) -> SourceSpan {
        let file = SourceFile(name: "spec.yaml", text: text)
        let bytes = Array(text.utf8)
        let wanted = Array(piece.utf8)
        let start = bytes.indices.first { bytes[$0...].starts(with: wanted) } ?? 0
        return file.span(start..<start + wanted.count)
    }

    private func carets(_ text: String, under piece: String) -> [Substring] {
        let diagnostic = Diagnostic(.unknownKey, "wrong", at: span(text, of: piece))
        return DiagnosticRenderer().render(diagnostic).split(separator: "\n").suffix(2).map { $0.dropFirst(4) }
    }

    @Test("Message, place, line, caret, second place and help")
    func whole() {
        let text = "name: x\nrounds: 5\nabout: y\nrounds: 6\n"
        let file = SourceFile(name: "spec.yaml", text: text)
        let diagnostic = Diagnostic(
            .duplicateKey, "the key 'rounds' stands twice in one mapping", at: file.span(27..<33),
            related: .init(file.span(8..<14), "first written here"), help: "delete one of the two")
        #expect(
            DiagnosticRenderer().render(diagnostic) == """
                error[yaml/duplicate-key]: the key 'rounds' stands twice in one mapping
                 --> spec.yaml:4:1
                  |
                4 | rounds: 6
                  | ^^^^^^
                 ::: spec.yaml:2:1
                  |
                2 | rounds: 5
                  | ------ first written here
                  = help: delete one of the two

                """)
    }

    @Test("The caret stands under the value after tabs, wide and combining characters")
    func alignment() {
        #expect(carets("a: \"\tb\" # c", under: "# c") == ["a: \"    b\" # c", "           ^^^"])
        #expect(carets("a: 漢字 # c", under: "# c") == ["a: 漢字 # c", "        ^^^"])
        #expect(carets("a: e\u{301} # c", under: "# c") == ["a: e\u{301} # c", "     ^^^"])
    }

    @Test("A span of nothing still has a caret")
    func emptySpan() {
        let file = SourceFile(name: "a", text: "rounds:\n")
        #expect(
            DiagnosticRenderer().render(Diagnostic(.wrongType, "x", at: file.span(7..<7))).hasSuffix("|        ^\n"))
    }

    @Test("Of a line of a megabyte only the part around the span is shown")
    func longLine() {
        let filler = String(repeating: "x", count: 500_000)
        let diagnostic = Diagnostic(.unknownKey, "wrong", at: span("\(filler) here \(filler)", of: "here"))
        let lines = DiagnosticRenderer().render(diagnostic).split(separator: "\n")
        #expect(lines.allSatisfy { $0.count < 200 })
        let (source, caret) = (Array(lines[3]), Array(lines[4]))
        let place = caret.firstIndex(of: "^").map { String(source[$0..<$0 + 4]) }
        #expect(place == "here")
    }

    @Test(
        "On a terminal no line is longer than it is wide, and marks stand under what they mark",
        arguments: [40, 60, 80, 140])
    func narrow(width: Int) throws {
        let text =
            "a: [" + String(repeating: "word, ", count: 18) + "here, " + String(repeating: "more, ", count: 18) + "end]"
        let message = String(repeating: "some words of it ", count: 12)
        let diagnostic = Diagnostic(.unknownKey, message, at: span(text, of: "here"), help: message)
        let lines = DiagnosticRenderer(width: width).render(diagnostic).split(separator: "\n")
        for line in lines { #expect(line.count <= width, "\(line)") }
        let caret = try #require(lines.first { $0.contains("^^^^") })
        let source = try #require(lines.first { $0.contains("here") })
        let place = try #require(caret.firstIndex(of: "^"))
        let column = caret.distance(from: caret.startIndex, to: place)
        #expect(source.dropFirst(column).hasPrefix("here"))
        #expect(lines.joined(separator: " ").contains("= help: some words"))
        // The whole message is there, over several lines.
        #expect(lines.reduce(0) { $0 + $1.split(separator: " ").count { $0 == "words" } } == 24)
    }

    @Test("A page keeps its columns and examples, and breaks what is too long")
    func page() {
        let page = """
            name: some words about the name
              short  a sentence that goes on for long enough

              adapter: {linear: {action: {scale: 2}}}
              key: a mapping; default {a: 1}
            For example:
              environment: {cartpole: {pole_half_length: {uniform: [0.25, 0.75]}}}

            """
        let shown = """
            name: some words about the
            name
              short  a sentence that
                     goes on for long
                     enough

              adapter: {linear: {action: {scale: 2}}}
              key: a mapping; default
              {a: 1}
            For example:
              environment: {cartpole: {pole_half_length: {uniform: [0.25, 0.75]}}}

            """
        #expect(WrappedText.page(page, width: 28) == shown)
        #expect(WrappedText.page(page, width: nil) == page)
    }

    @Test("Control characters never reach the terminal")
    func controls() {
        let diagnostic = Diagnostic(.unknownKey, "no key '\u{1B}[31m'", at: span("a\u{1B}[2Jb", of: "b"))
        #expect(!DiagnosticRenderer().render(diagnostic).contains("\u{1B}"))
    }

    @Test("Color only where asked")
    func color() {
        let diagnostic = Diagnostic(.unknownKey, "wrong", at: span("a: 1", of: "a"))
        #expect(!DiagnosticRenderer().render(diagnostic).contains("\u{1B}"))
        #expect(DiagnosticRenderer(isColored: true).render(diagnostic).contains("\u{1B}[1;31m"))
    }

    @Test("The summary counts, and an equal finding counts once")
    func summary() {
        var findings = Findings()
        #expect(findings.summary == "no mistakes found")
        let place = span("a: 1", of: "a")
        findings.add(.unknownKey, "one", at: place)
        findings.add(.unknownKey, "one", at: place)
        findings.add(.wrongType, "two", at: place)
        #expect(findings.summary == "2 errors")
    }

    @Test("Findings come in reading order")
    func order() {
        let file = SourceFile(name: "a", text: "a: 1\nb: 2\n")
        var findings = Findings()
        findings.add(.unknownKey, "second", at: file.span(5..<6))
        findings.add(.unknownKey, "first", at: file.span(0..<1))
        #expect(findings.diagnostics.map(\.message) == ["first", "second"])
    }

    @Test("JSON carries code, place and help")
    func json() {
        var findings = Findings()
        findings.add(.unknownKey, "no \"key\"\n", at: span("ab: 1", of: "b"), help: "try")
        #expect(
            findings.json
                == #"{"diagnostics":[{"code":"spec/unknown-key","severity":"error","message":"no \"key\"\u000a","span":{"file":"spec.yaml","start":{"line":1,"column":2},"end":{"line":1,"column":3}},"help":"try"}],"errors":1,"warnings":0,"notes":0}"#
        )
    }
}
