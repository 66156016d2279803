import Config
import Diagnostics
import Foundation
import Learning
import Testing

@testable import Experiment

@Suite("Invalid specs")
struct InvalidSpecTests {
    /// Codes no committed spec can have: README.md of the directory says why, other tests cover them.
    private static let withoutSpec: Set<DiagnosticCode> = [.oversizedFile, .rangeWithoutNominal]
    private static let directory = Repository.root + "experiments/invalid/"
    private static let codes = DiagnosticCode.allCases.filter { !withoutSpec.contains($0) }

    private static func check(_ name: String) throws -> Findings {
        var findings = Findings()
        let study = Study.compile(directory + name + ".yaml", in: .standard, into: &findings)
        // As `concord check` does, on a machine of a terabyte.
        if let study {
            findings.add(study.remarks)
            findings.add(study.idleFindings)
            findings.add(UnusedAnchors.findings(in: study.source))
            findings.add(try study.lengthFindings(in: "no store") { String(format: "%.0f h", $0 / 3600) })
            findings.add(
                study.memoryFindings(total: 1e12) {
                    String(format: "%.1f GB", $0 / 1e9).replacing(/([0-9]+)([0-9])[0-9]{2}\.[0-9] GB/) {
                        "\($0.1).\($0.2) TB"
                    }
                })
        }
        return findings
    }

    private static func rendered(_ findings: Findings) -> String {
        DiagnosticRenderer().render(findings).replacing(Repository.root, with: "")
    }

    @Test("Every code has a spec, and its diagnostics read as recorded", arguments: codes)
    func golden(code: DiagnosticCode) throws {
        let name = code.rawValue.replacing("/", with: "-")
        #expect(try Self.check(name).diagnostics.map(\.code).contains(code))
        try compare(name)
    }

    /// Compares what is said of a spec with what was recorded; with CONCORD_RECORD set, records it first.
    private func compare(_ name: String) throws {
        let text = Self.rendered(try Self.check(name))
        if ProcessInfo.processInfo.environment["CONCORD_RECORD"] != nil {
            try text.write(toFile: Self.directory + name + ".txt", atomically: true, encoding: .utf8)
        }
        #expect(text == (try String(contentsOfFile: Self.directory + name + ".txt", encoding: .utf8)))
    }

    @Test("Every file in the directory belongs to a code")
    func noStrays() throws {
        let known = Set(Self.codes.map { $0.rawValue.replacing("/", with: "-") } + ["ten-mistakes", "README"])
        for file in try FileManager.default.contentsOfDirectory(atPath: Self.directory) {
            let name = file.split(separator: ".").first.map(String.init) ?? file
            #expect(known.contains(name), "\(file)")
        }
    }

    @Test("Every number that takes a range has a default: `range/no-nominal` needs no spec")
    func nominals() {
        let components =
            Language.standard.environments.components + Language.standard.learners.components
            + Language.standard.optimizers.components
        let drawn = components.flatMap(\.fields).filter(\.mayBeDrawn)
        #expect(drawn.count > 20 && drawn.allSatisfy { $0.defaultValue?.asNumber != nil })
    }

    @Test("Ten independent mistakes are ten findings, at the right lines and columns")
    func tenMistakes() throws {
        try compare("ten-mistakes")
        let found = try Self.check("ten-mistakes").diagnostics.map { diagnostic in
            let place = diagnostic.span?.startPosition
            return "\(place?.line ?? 0):\(place?.column ?? 0) \(diagnostic.code.rawValue)"
        }
        #expect(
            found == [
                "3:7 spec/bad-name", "4:15 spec/wrong-type", "5:9 spec/unknown-word", "6:9 spec/out-of-range",
                "7:26 spec/unknown-key", "7:50 spec/wrong-type", "8:10 spec/unknown-kind", "9:35 spec/wrong-type",
                "10:27 spec/wrong-type", "11:23 yaml/duplicate-key",
            ])
    }
}
