import Foundation
import TestSupport
import Testing

/// What every command that reads a run says of one that was spoiled: the damage of ``RecordDamage``, through the program itself.
@Suite("Every reading command has a word for damage")
struct DamagedRecordTests {
    /// The commands, with `RUN` for the spoiled directory and `SOUND` for a copy from before.
    static let commands = [
        "report RUN -o r.html", "report RUN --json -o r.html", "export RUN --to csv -o e.csv",
        "export RUN --to tensorboard -o e.tf", "status RUN", "status small.yaml --store store", "status RUN --json",
        "diff RUN SOUND", "diff SOUND RUN --json", "bundle RUN -o b.tar -j1", "verify RUN -j1",
        "evaluate RUN --episodes 1", "resume RUN --explain", "inspect RUN", "cite RUN", "replay RUN --agent a -o r.svg",
    ]

    /// A sample of every kind of damage; `tools/damage` tries thousands.
    static let sample: [RecordDamage] =
        RecordDamage.ofRecord.filter { damage in
            [
                "the last row is gone", "rows 6 to 10", "it is empty", "it is missing", "the last row is no JSON",
                "a round is invented after", "the last row is there twice", "a number is another", "zeros follow",
            ].contains { damage.description.hasPrefix($0) }
        } + RecordDamage.ofTheRest.filter { $0.description.hasPrefix("plan.json") }

    /// The finished run that all damage is done to copies of.
    private static let run = Result { try TemporaryDirectory() }.flatMap { directory in
        Result {
            try SampleSpec.small.write(toFile: directory.file("small.yaml"), atomically: true, encoding: .utf8)
            let outcome = try BuiltProgram.run("concord run small.yaml --store store -j1", in: directory.path)
            try #require(outcome.exitCode == 0, "\(outcome.errors)")
            return directory
        }
    }

    @Test("which is the file's name, with another exit code than success or beside its output", arguments: sample)
    func said(damage: RecordDamage) throws {
        let path = "store/small/main/seed-3"
        try BuiltProgram.withScratchDirectory(files: try Self.run.get().path) { directory in
            try FileManager.default.copyItem(atPath: "\(directory)/\(path)", toPath: directory + "/sound")
            try damage.apply("\(directory)/\(path)")
            let file = damage.isOfRecord ? "metrics.jsonl" : "plan.json"
            for command in Self.commands {
                let words = command.replacing("RUN", with: path).replacing("SOUND", with: "sound")
                let outcome = try BuiltProgram.run("concord \(words)", in: directory)
                #expect(outcome.exitCode <= 3, "\(command): \(outcome.exitCode) \(outcome.errors)")
                // What a rerun does not find is a difference of rows or plans.
                let isNamed = outcome.errors.contains(file) || (outcome.output + outcome.errors).contains("DIFFERS")
                #expect(
                    isNamed, "\(command) exits with \(outcome.exitCode) and says: \(outcome.output)\(outcome.errors)")
                // Numbers of a damaged record are nobody's: what is made of rows is refused, and not equal.
                let isOfRows = ["report", "export", "status", "diff", "bundle", "verify"].contains {
                    words.hasPrefix($0)
                }
                if damage.isOfRecord, isOfRows { #expect(outcome.exitCode != 0, "\(command) has success") }
            }
        }
    }

    @Test("and none of it for a sound run")
    func sound() throws {
        try BuiltProgram.withScratchDirectory(files: try Self.run.get().path) { directory in
            try FileManager.default.copyItem(
                atPath: directory + "/store/small/main/seed-3", toPath: directory + "/sound")
            for command in Self.commands {
                let words = command.replacing("RUN", with: "store/small/main/seed-3").replacing("SOUND", with: "sound")
                let outcome = try BuiltProgram.run("concord \(words)", in: directory)
                #expect(outcome.exitCode == 0, "\(command): \(outcome.errors)")
                let said = outcome.errors
                #expect(!said.contains("metrics.jsonl") && !said.contains("plan.json"), "\(command): \(said)")
                #expect(!outcome.output.contains("DIFFERS"))
            }
        }
    }
}
