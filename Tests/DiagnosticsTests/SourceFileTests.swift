import Diagnostics
import Testing

@Suite("Source files")
struct SourceFileTests {
    @Test("Columns count code points, whatever bytes they take")
    func columns() {
        let file = SourceFile(name: "a", text: "größe: 1\nπ: 2\n")
        #expect(file.position(ofOffset: 9) == SourcePosition(line: 1, column: 8))
        #expect(file.position(ofOffset: 13) == SourcePosition(line: 2, column: 2))
    }

    @Test("LF, CR LF and CR each end one line", arguments: ["\n", "\r\n", "\r"])
    func lineEndings(ending: String) {
        let text = ["a", "b", "c"].joined(separator: ending)
        let file = SourceFile(name: "a", text: text)
        #expect(file.position(ofOffset: text.utf8.count) == SourcePosition(line: 3, column: 2))
    }

    @Test("The n-th code point is found at its byte, in plain and in mixed text")
    func codePoints() {
        for text in [String(repeating: "ab\n", count: 100), String(repeating: "aé漢😀\n", count: 100)] {
            let file = SourceFile(name: "a", text: text)
            var offset = 0
            for (index, scalar) in text.unicodeScalars.enumerated() {
                #expect(file.offset(ofCodePoint: index) == offset)
                offset += UTF8.width(scalar)
            }
            #expect(file.offset(ofCodePoint: text.unicodeScalars.count + 5) == file.bytes.count)
        }
    }

    @Test("A byte order mark takes no column")
    func byteOrderMark() {
        let file = SourceFile(name: "a", bytes: [0xEF, 0xBB, 0xBF] + Array("name: x".utf8))
        #expect(file.span(0..<4).text == "name")
    }
}
