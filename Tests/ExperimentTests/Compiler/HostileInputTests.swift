import Diagnostics
import Foundation
import Testing

@testable import Experiment

@Suite("Hostile input")
struct HostileInputTests {
    private func codes(_ path: String) -> [DiagnosticCode] {
        var findings = Findings()
        let study = Study.compile(path, in: .standard, into: &findings)
        #expect(study == nil)
        return findings.diagnostics.map(\.code)
    }

    private func inDirectory(_ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.path + "/concord-hostile-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    @Test("What cannot be read as a file is refused without waiting", .timeLimit(.minutes(1)))
    func unreadable() throws {
        try inDirectory { directory in
            #expect(codes(directory) == [.unreadableFile])
            #expect(codes(directory + "/nothing.yaml") == [.unreadableFile])
            #expect(codes("") == [.unreadableFile])
            #expect(mkfifo(directory + "/pipe", 0o600) == 0)
            #expect(codes(directory + "/pipe") == [.unreadableFile])
            #expect(codes("/dev/zero") == [.unreadableFile])
            func help(_ path: String) -> String? {
                var findings = Findings()
                _ = Study.compile(path, in: .standard, into: &findings)
                return findings.diagnostics.first?.help
            }
            #expect(help(directory + "/pipe")?.contains("-") == true && help("/dev/zero") == help(directory + "/pipe"))
            #expect(help(directory) == "name a file in it")
            // Where a spec names a directory in a file's place, a file in it is meant.
            let text = SpecText.text("initial: {checkpoint: \(directory), agent: mean}")
            let found = SpecText.compile(text).findings.diagnostics
            #expect(
                found.map(\.code) == [.missingInput] && found[0].help?.contains("\(directory)/round-") == true,
                "\(found)")
        }
    }

    @Test("A spec that names a pipe as its states is refused without waiting", .timeLimit(.minutes(1)))
    func pipe() throws {
        try inDirectory { directory in
            #expect(mkfifo(directory + "/pipe", 0o600) == 0)
            let text = SpecText.text(
                """
                public_states: {file: {path: \(directory)/pipe}}
                federation: [{fedhpd: {every: {rounds: 2}}}]
                """)
            #expect(SpecText.found(text) == ["11:30 file/missing-input"])
        }
    }

    @Test("A sparse file of 100 MB is refused unread", .timeLimit(.minutes(1)))
    func large() throws {
        try inDirectory { directory in
            let path = directory + "/large.yaml"
            #expect(FileManager.default.createFile(atPath: path, contents: nil))
            #expect(truncate(path, 100 << 20) == 0)
            #expect(codes(path) == [.oversizedFile])
        }
    }

    @Test(
        "Text that is only noise gives findings, never a crash",
        arguments: [
            [UInt8](repeating: 0x5B, count: 1 << 20), [UInt8](repeating: 0x7B, count: 1 << 20),
            [UInt8](repeating: 0x2D, count: 1 << 20), [UInt8](repeating: 0x20, count: 4 << 20),
            [UInt8](repeating: 0x26, count: 1 << 16), Array(String(repeating: "- ", count: 100_000).utf8),
            Array(String(repeating: "a: ", count: 10_000).utf8), Array("? ? ? ?".utf8), Array("*a".utf8),
            Array("&a".utf8), Array("<<: *a".utf8), Array("%YAML 9.9\n---\na".utf8), Array("null".utf8),
            Array("[]".utf8),
            Array("a".utf8), Array("{concord: {concord: {}}}".utf8), Array("agents: {a: 1}".utf8),
        ])
    func noise(bytes: [UInt8]) {
        var findings = Findings()
        let study = Study.compile(SourceFile(name: "noise", bytes: bytes), beside: "", in: .standard, into: &findings)
        #expect(study == nil)
        #expect(findings.hasErrors)
        #expect(!DiagnosticRenderer().render(findings).isEmpty)
    }

    @Test("Every single-byte change of a spec compiles or gives findings", .timeLimit(.minutes(3)))
    func mutations() throws {
        let text = Array(
            try String(contentsOfFile: Repository.root + "experiments/fedhpd/cartpole.yaml", encoding: .utf8).utf8)
        let replacements = Array("{}[]:,-'\"&*#%!|>? \t\n\u{0}~0a".utf8)
        for offset in stride(from: 0, to: text.count, by: 17) {
            var changed = text
            changed[offset] = replacements[offset % replacements.count]
            var findings = Findings()
            let study = Study.compile(
                SourceFile(name: "changed", bytes: changed), beside: "", in: .standard, into: &findings)
            #expect(study != nil || findings.hasErrors, "byte \(offset)")
            _ = DiagnosticRenderer().render(findings)
        }
    }

    @Test("A decay off the clock is a finding also where a method builds the agents to look at their parts")
    func decayOffTheClock() {
        let decay = "optimizer: {adam: {decay: {step: {every: {steps: 100}}}}}"
        let text = SpecText.text("federation: [{parameter_average: {every: {rounds: 2}}}]")
        #expect(SpecText.found(text.replacing("optimizer: adam", with: decay)) == ["9:42 time/not-in-rounds"])
    }

    @Test("A spec of a thousand agents is checked at once, and its mistakes are counted, not repeated")
    func thousand() {
        let entries = (0..<1000).map {
            "  - {name: a\($0), network: {hidden: [\($0 % 64 + 1)]}, optimizer: {adam: {learning_rate: 1e-3}}}"
        }
        let text = SpecText.text().replacing(
            "agents: [{name: a}, {name: b}]", with: "agents:\n" + entries.joined(separator: "\n"))
        let (study, findings) = SpecText.compile(text)
        #expect(findings.isEmpty)
        #expect(study?.cells.count == 2)
        let lacking = text.replacing("learner: reinforce\n", with: "")
        #expect(
            SpecText.compile(lacking).findings.diagnostics.map(\.message) == ["agent 'a0' and 999 more have no learner"]
        )
    }
}
