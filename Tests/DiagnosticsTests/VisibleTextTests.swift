import Diagnostics
import Testing

@Suite("Visible text")
struct VisibleTextTests {
    @Test("What is hidden is spelled out, code point by code point, and nothing else is")
    func spelling() {
        #expect(VisibleText.line("a\u{1B}[31mb\n\tc\u{9B}\0") == "a\\u{1B}[31mb\\u{A}\\u{9}c\\u{9B}\\u{0}")
        #expect(VisibleText.lines("a\r\n\tb\u{2028}\n") == "a\r\n\tb\\u{2028}\n")
        #expect(VisibleText.lines("a\rb") == "a\\u{D}b")
        let ordinary = "größe e\u{301} 漢字 עברית ⚠\u{FE0F} 🎉 ± … \u{A0}"
        #expect(VisibleText.line(ordinary) == ordinary)
        #expect(VisibleText.json("{\"a\": \"\u{1B}\u{E0041}é\"}\n") == "{\"a\": \"\\u001b\\udb40\\udc41é\"}\n")
    }

    @Test("Every control, separator, bidirectional control, zero-width and tag character and noncharacter is hidden")
    func sets() {
        let ranges: [ClosedRange<UInt32>] = [
            0...0x1F, 0x7F...0x9F, 0xAD...0xAD, 0x61C...0x61C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F,
            0xFEFF...0xFEFF, 0xFDD0...0xFDEF, 0xFFF9...0xFFFB, 0xFFFE...0xFFFF, 0xE0000...0xE00FF, 0x10FFFE...0x10FFFF,
        ]
        for value in ranges.joined() {
            #expect(Unicode.Scalar(value).map(VisibleText.isHidden) == true, "\(value)")
        }
    }
}
