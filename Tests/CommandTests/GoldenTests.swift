import Foundation
import Testing

/// One folder of `Golden`: a `command` for the shell, perhaps `stdin` and `files/`, and what must come out.
struct GoldenCase: CustomTestStringConvertible, Sendable {
    let name: String

    var testDescription: String { name }

    static var root: String { BuiltProgram.repository + "/Tests/CommandTests/Golden" }

    /// All folders, by name.
    static var all: [GoldenCase] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return names.sorted().map(GoldenCase.init)
    }

    func path(_ file: String) -> String { Self.root + "/" + name + "/" + file }

    func text(_ file: String) -> String? { try? String(contentsOfFile: path(file), encoding: .utf8) }
}

@Suite("Commands, whole output")
struct GoldenTests {
    @Test("there are golden folders to compare with")
    func notEmpty() {
        #expect(GoldenCase.all.count >= 10)
    }

    /// `CONCORD_RECORD=1 swift test --filter GoldenTests` writes what comes out instead of comparing it.
    @Test("prints, complains and exits as recorded", arguments: GoldenCase.all)
    func golden(_ golden: GoldenCase) throws {
        let command = try #require(golden.text("command"), "\(golden.name) has no command")
        let outcome = try BuiltProgram.withScratchDirectory(files: golden.path("files")) { directory in
            try BuiltProgram.run(command, in: directory, input: golden.text("stdin"))
        }
        if ProcessInfo.processInfo.environment["CONCORD_RECORD"] != nil {
            try outcome.output.write(toFile: golden.path("stdout"), atomically: true, encoding: .utf8)
            try outcome.errors.write(toFile: golden.path("stderr"), atomically: true, encoding: .utf8)
            try "\(outcome.exitCode)\n".write(toFile: golden.path("exit"), atomically: true, encoding: .utf8)
            return
        }
        #expect(outcome.output == golden.text("stdout"))
        #expect(outcome.errors == golden.text("stderr"))
        #expect("\(outcome.exitCode)\n" == golden.text("exit"))
    }
}
