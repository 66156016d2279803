import Testing

@testable import ConcordCommand

@Suite("Paragraphs of wide pages on narrow terminals")
struct PageParagraphsTests {
    private static let wide = String(repeating: "word ", count: 20) + "end of it"

    @Test("Lines that were broken for want of room are one; short ones, lists, columns and examples stay")
    func joined() {
        func expect(_ page: String, _ shown: String) {
            #expect(PageParagraphs.joined(page, width: 60) == shown)
            #expect(PageParagraphs.joined(page, width: nil) == page)
        }
        let wide = Self.wide
        expect("\(wide)\ngoes on.\n\(wide)\nand on.\n", "\(wide) goes on.\n\(wide) and on.\n")
        expect("A short line\nis set so.\n", "A short line\nis set so.\n")
        expect("\(wide)\nstands: here.\n", "\(wide) stands: here.\n")
        expect("\(wide).\nlabel: it\n", "\(wide).\nlabel: it\n")
        for next in ["Next: it", "1. first", "- first", "", "  further in", "a  column"] {
            expect("\(wide)\n\(next)\n", "\(wide)\n\(next)\n")
        }
        expect("For example:\n\(wide)\nas it is\n\n\(wide)\non\n", "For example:\n\(wide)\nas it is\n\n\(wide) on\n")
    }

    @Test("Where lines have room, all stay")
    func roomy() {
        let page = "\(Self.wide)\ngoes on.\n"
        #expect(PageParagraphs.joined(page, width: 140) == page)
    }
}
