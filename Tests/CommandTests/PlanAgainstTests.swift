import Determinism
import Foundation
import Testing

@testable import ConcordCommand

/// What a spec is compared with: a checkpoint's plan, and runs whose records are damaged.
@Suite("plan --against what was run")
struct PlanAgainstTests {
    private static func withStudy(_ body: (String) throws -> Void) throws {
        let study = BuiltProgram.repository + "/Tests/CommandTests/Golden/run-study/files"
        try BuiltProgram.withScratchDirectory(files: study) { directory in
            let run = try BuiltProgram.run("concord run tiny.yaml -j2", in: directory)
            try #require(run.exitCode == 0, "\(run.errors)")
            try body(directory)
        }
    }

    @Test("A checkpoint is compared by the plan in it, with its own cell alone")
    func checkpoint() throws {
        try Self.withStudy { directory in
            let file = "checkpoints/tiny/d5/seed-2/round-000020.h5"
            let same = try BuiltProgram.run("concord plan tiny.yaml --no-time --against \(file)", in: directory)
            #expect(same.exitCode == 0 && same.output.hasPrefix("1 cell unchanged"), "\(same.output)\(same.errors)")
            #expect(same.errors.contains("the plan alone was looked at"), "\(same.errors)")
            let other = try BuiltProgram.run(
                "sed 's/hidden: \\[12\\]/hidden: [24]/' tiny.yaml > b.yaml; concord plan b.yaml --no-time --json --against \(file)",
                in: directory)
            let cells = try CanonicalValue(parsing: other.output)["cells"]?.elements ?? []
            #expect(
                cells.count == 1 && cells.first?["cell"] == .text("d5/seed-2")
                    && cells.first?["change"] == .text("state"))
            // A cell that the study does not have is gone, and those that it has are new.
            let gone = try BuiltProgram.run(
                "sed 's/\\[1, 2\\]/[3]/' tiny.yaml > c.yaml; concord plan c.yaml --no-time --against \(file)",
                in: directory)
            #expect(
                gone.output.contains("1 cell no longer asked for") && gone.output.contains("2 cells added"),
                "\(gone.output)")
            for (name, words) in [("stage.h5", "no checkpoint of a run"), ("cut.h5", "cut.h5"), ("none.h5", "no file")]
            {
                _ = try BuiltProgram.run(
                    "cp checkpoints/stages/*.h5 stage.h5; head -c 3000 \(file) > cut.h5",
                    in: directory)
                let wrong = try BuiltProgram.run("concord plan tiny.yaml --no-time --against \(name)", in: directory)
                #expect(
                    wrong.exitCode == 1 && wrong.output.isEmpty && wrong.errors.contains(words),
                    "\(name): \(wrong.errors)")
            }
        }
    }

    @Test("Another spec can come by standard input, unless the first one does")
    func standardInput() throws {
        try BuiltProgram.withScratchDirectory(
            files: BuiltProgram.repository + "/Tests/CommandTests/Golden/run-study/files"
        ) { directory in
            let piped = try BuiltProgram.run(
                "sed 's/\\[1, 2\\]/[1]/' tiny.yaml | concord plan tiny.yaml --no-time --against -", in: directory)
            #expect(piped.exitCode == 0 && piped.output.contains("added"), "\(piped.output)\(piped.errors)")
            let twice = try BuiltProgram.run("concord plan - --no-time --against - < tiny.yaml", in: directory)
            #expect(twice.exitCode == 1 && twice.errors.contains("name a file"), "\(twice.errors)")
        }
    }

    @Test("A damaged record is named, and its plan is compared all the same")
    func damaged() throws {
        try Self.withStudy { directory in
            let record = "checkpoints/tiny/d5/seed-2/metrics.jsonl"
            for damage in ["sed -i '5s/[0-9]/x/' \(record)", "rm \(record)", "truncate -s 100 \(record)"] {
                let outcome = try BuiltProgram.run(
                    "cp \(record) kept; \(damage); concord plan tiny.yaml --no-time --against checkpoints; echo $?; cp kept \(record)",
                    in: directory)
                #expect(
                    outcome.output.hasPrefix("4 cells unchanged") && outcome.output.hasSuffix("3\n"),
                    "\(outcome.output)")
                #expect(outcome.errors.contains("damaged: ") && outcome.errors.contains(record), "\(outcome.errors)")
            }
            let sound = try BuiltProgram.run("concord plan tiny.yaml --no-time --against checkpoints", in: directory)
            #expect(sound.exitCode == 0 && sound.errors.isEmpty, "\(sound.errors)")
        }
    }
}
