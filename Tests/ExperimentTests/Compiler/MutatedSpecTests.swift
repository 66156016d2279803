import Config
import Determinism
import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Experiment

/// Specs and plans with something broken in them: a diagnostic or a valid plan comes out, never a trap.
///
/// `CONCORD_MUTATIONS=10000 swift test --filter MutatedSpec` tries as many of each.
@Suite("Mutated specs and plans")
struct MutatedSpecTests {
    static let count = Trials.count()

    /// Scalars that have broken readers of numbers, names and text before.
    static let hostile = [
        "", "-1", "0", "1e999", "-1e999", "nan", ".inf", "9223372036854775807", "9223372036854775808", "1e-400", "~",
        "null", "true", "no", "{}", "[]", "[[[]]]", "{a: {b: c}}", "\"\\u0000\"", "'", "\"", "*a", "&a", "<<", "!!str",
        "é𝒳\u{202E}", "a.b.c", "default", "{uniform: [1, 0]}", "{relative: [-9, 9]}", "{values: []}", "{spread: [1]}",
        "{same_as: x}", "{rounds: 0}", "{rounds: 9223372036854775807}", "{steps: 5e5}", "- -", "? x", "|", ">",
    ]

    /// One change somewhere in the text.
    static func mutated(_ text: String, _ stream: inout RandomStream) -> String {
        var lines = text.components(separatedBy: "\n")
        let line = stream.index(below: lines.count)
        switch stream.index(below: 8) {
        case 0: lines.remove(at: line)
        case 1: lines.insert(lines[line], at: line)
        case 2: lines.swapAt(line, stream.index(below: lines.count))
        case 3: lines[line] = String(repeating: " ", count: stream.index(below: 5)) + lines[line]
        case 4, 5:
            // The value after a colon, or what stands between two marks, becomes hostile.
            let marks = lines[line].indices.filter { ":,[]{}".contains(lines[line][$0]) }
            guard !marks.isEmpty else { break }
            let start = lines[line].index(after: marks[stream.index(below: marks.count)])
            let end = lines[line][start...].firstIndex { ",]}".contains($0) } ?? lines[line].endIndex
            lines[line].replaceSubrange(start..<end, with: " " + hostile[stream.index(below: hostile.count)])
        case 6:
            var bytes = Array(text.utf8)
            bytes[stream.index(below: bytes.count)] ^= UInt8(1 << stream.index(below: 8))
            return String(decoding: bytes, as: UTF8.self)
        default:
            let keep = stream.index(below: text.utf8.count)
            return String(decoding: text.utf8.prefix(keep), as: UTF8.self)
        }
        return lines.joined(separator: "\n")
    }

    /// Every spec below experiments/.
    static func specs() throws -> [String] {
        let root = #filePath.components(separatedBy: "/Tests/")[0] + "/experiments"
        let names = try FileManager.default.subpathsOfDirectory(atPath: root).filter { $0.hasSuffix(".yaml") }.sorted()
        // Some of experiments/invalid/ are no text at all.
        return names.compactMap { FileManager.default.contents(atPath: root + "/" + $0) }
            .map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("A mutated spec gives a diagnostic or plans that can be read again")
    func specs() throws {
        let specs = try Self.specs()
        #expect(specs.count > 50)
        var (refused, compiled) = (0, 0)
        for number in 0..<Self.count {
            var stream = StreamKey(seed: UInt64(number), owner: "test/mutation").stream(.sampling)
            var text = specs[stream.index(below: specs.count)]
            for _ in 0...stream.index(below: 3) where !text.isEmpty { text = Self.mutated(text, &stream) }
            var findings = Findings()
            let source = SourceFile(name: "mutated.yaml", text: text)
            let study = Study.compile(source, beside: "", in: .standard, into: &findings)
            // Of what is no text nothing can be shown.
            for found in findings.diagnostics where ![.emptyFile, .malformedText].contains(found.code) {
                #expect(found.span != nil, "case \(number) has no place for '\(found.message)'")
            }
            guard let study else {
                refused += 1
                #expect(findings.diagnostics.contains { $0.severity == .error }, "case \(number) is refused in silence")
                continue
            }
            compiled += 1
            guard let cell = study.cells.first else { continue }
            let plan = study.plan(of: cell)
            #expect(
                try CellPlan(canonical: plan.canonical, in: .standard).cellFingerprint == plan.cellFingerprint,
                "case \(number)")
        }
        #expect(refused > 0 && compiled > 0)
    }

    @Test("A mutated plan is refused with a reason, or is a plan")
    func plans() throws {
        let json = try SmallStudy.plan().canonical.prettyJSON
        var refused = 0
        for number in 0..<Self.count {
            var stream = StreamKey(seed: UInt64(number), owner: "test/mutation/plan").stream(.sampling)
            let text = Self.mutated(json, &stream)
            do {
                let value = try CanonicalValue(parsing: text)
                _ = try CellPlan(canonical: value, in: .standard).cellFingerprint
            } catch {
                refused += 1
                #expect(!"\(error)".isEmpty)
            }
        }
        #expect(refused > 0)
    }
}
