import Diagnostics
import Testing

@Suite("Diagnostic codes")
struct CodeTests {
    @Test("Codes read area/slug", arguments: DiagnosticCode.allCases)
    func shape(code: DiagnosticCode) {
        let parts = code.rawValue.split(separator: "/", omittingEmptySubsequences: false)
        #expect(parts.count == 2)
        #expect(parts.allSatisfy { part in !part.isEmpty && part.allSatisfy { $0.isLowercase || $0 == "-" } })
    }

    @Test("Every explanation is a text of its own that ends as a sentence")
    func explanations() {
        let texts = DiagnosticCode.allCases.map(\.explanation)
        #expect(Set(texts).count == texts.count)
        #expect(texts.allSatisfy { $0.count > 30 && $0.hasSuffix(".") })
    }
}
