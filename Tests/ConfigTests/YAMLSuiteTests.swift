import Foundation
import Testing

@Suite("The public YAML test suite")
struct YAMLSuiteTests {
    static let directory = ProcessInfo.processInfo.environment["YAML_SUITE"]

    /// Texts that are not YAML 1.2 and are read all the same, as other programs do: docs/yaml.md says how.
    static let lenient = ["9C9N", "DK95/01", "QB6E", "S98Z", "Y79Y/003"]

    @Test(
        "Every case is read right or refused with a reason",
        .enabled(
            if: directory != nil, "YAML_SUITE names no checkout of the suite's `data` branch: see tools/yaml-suite"))
    func suite() throws {
        let cases = YAMLSuiteCase.all(in: try #require(Self.directory))
        try #require(cases.count >= 300, "too few cases for the suite's `data` branch")
        var names: [YAMLSuiteCase.Outcome: [String]] = [:]
        for one in cases { names[try one.outcome(), default: []].append(one.name) }
        for (outcome, found) in names.sorted(by: { $0.key.description < $1.key.description }) {
            let shown = found.count > 40 ? "" : "  \(found.joined(separator: " "))"
            print("yaml-suite: \(found.count)  \(outcome)\(shown)")
        }
        for (outcome, found) in names {
            switch outcome {
            case .readWrong, .readUnchecked: Issue.record("\(outcome): \(found)")
            default: break
            }
        }
        #expect(names[.readNotYAML, default: []] == Self.lenient)
    }
}
