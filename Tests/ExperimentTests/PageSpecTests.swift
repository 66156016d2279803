import Config
import Diagnostics
import Foundation
import Testing

@testable import Experiment

@Suite("Specs in pages")
struct PageSpecTests {
    /// Every page with a spec that begins with the version of the language, and those specs.
    private static let specs: [(page: String, spec: String)] = {
        let files = FileManager.default.enumerator(atPath: Repository.root + "docs")?.compactMap { $0 as? String } ?? []
        let pages = ["README.md"] + files.filter { $0.hasSuffix(".md") }.sorted().map { "docs/" + $0 }
        return pages.flatMap { page in
            let text = (try? String(contentsOfFile: Repository.root + page, encoding: .utf8)) ?? ""
            return text.components(separatedBy: "```yaml\n").dropFirst().compactMap { rest in
                let spec = rest.components(separatedBy: "```")[0]
                return spec.contains("concord: 1\n") ? (page, spec) : nil
            }
        }
    }()

    @Test("Every whole spec that a page shows can run when it is pasted")
    func pasted() {
        #expect(Self.specs.first?.page == "README.md" && Set(Self.specs.map(\.page)).count > 3)
        for (page, spec) in Self.specs {
            let (study, findings) = SpecText.compile(spec)
            #expect(study != nil && !findings.hasErrors, "\(page): \(findings.diagnostics.map(\.message))")
        }
    }
}
