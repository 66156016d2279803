import Foundation
import Testing

/// One cell of a study whose newest checkpoint is damaged: it is named by every command that speaks of all, none of them uses it, and all
/// go on with the others.
@Suite("A study in which one newest checkpoint is damaged", .serialized)
struct DamagedStoreTests {
    private static let study = BuiltProgram.repository + "/Tests/CommandTests/Golden/run-study/files"
    private static let cell = "checkpoints/tiny/d5/seed-2"
    private static let file = cell + "/round-000020.h5"

    private struct Case {
        let line: String
        let code: Int32
        /// What standard output or the files made of the others have in them.
        let others: String
    }

    private static let cases = [
        Case(
            line:
                "export checkpoints --to csv -o t.csv; c=$?; grep -c 'nofed,1,' t.csv; grep -c 'd5,2,' t.csv; exit $c",
            code: 1, others: "106\n0\n"),
        Case(line: "export checkpoints --to tensorboard -o tb", code: 1, others: "tb: 318 numbers of 3 cells"),
        Case(line: "export checkpoints --to npz -o np", code: 1, others: "np: 223 items of 3 cells"),
        Case(line: "verify checkpoints -j1", code: 1, others: "3 of 4 cells match, 1 could not be read"),
        Case(line: "verify checkpoints -j1 --json", code: 1, others: "\"verdict\": \"unread\""),
        Case(
            line: "verify tiny.yaml -j1 --certificate -", code: 1,
            others: "not read, so that nothing is claimed of them: d5 seed 2."),
        Case(line: "cite checkpoints --verify -j1", code: 1, others: "3 of 4 match"),
        Case(line: "cite checkpoints", code: 1, others: "record unverified from round 16"),
        Case(
            line: "bundle checkpoints -j1 -o b.tar; c=$?; test -e b.tar || echo no archive; exit $c", code: 1,
            others: "no archive\n"),
        // These leave nothing out of what they say: rows are there, and so are plans.
        Case(line: "status checkpoints", code: 0, others: "unverified from round 16"),
        Case(line: "report checkpoints", code: 0, others: "d5"),
        Case(line: "plan tiny.yaml --against checkpoints --no-time", code: 0, others: "4 cells unchanged"),
    ]

    @Test("every command about all of it names file and cell, has the others, and an exit code of the table")
    func one() throws {
        try BuiltProgram.withScratchDirectory(files: Self.study) { directory in
            let run = try BuiltProgram.run("concord run tiny.yaml -j1 -q", in: directory)
            try #require(run.exitCode == 0, "\(run.errors)")
            let handle = try #require(FileHandle(forUpdatingAtPath: "\(directory)/\(Self.file)"))
            try handle.seek(toOffset: 9000)
            try handle.write(contentsOf: Data("damage".utf8))
            try handle.close()
            for quiet in ["", " -q"] {
                for test in Self.cases {
                    let line = test.line.split(separator: " ", maxSplits: 1)
                    let outcome = try BuiltProgram.run(
                        "rm -rf tb np t.csv; concord \(line[0])\(quiet) \(line[1])", in: directory)
                    #expect(outcome.exitCode == test.code, "\(test.line): \(outcome.errors)")
                    #expect(outcome.output.contains(test.others), "\(test.line): \(outcome.output)")
                    #expect(quiet.isEmpty || !outcome.errors.contains("note:"), "\(test.line): \(outcome.errors)")
                    // What is no loss, and was noted alone, may be left out where nobody wants talk.
                    let isLoss = test.code == 1
                    if isLoss || quiet.isEmpty {
                        #expect(outcome.errors.contains(Self.file), "\(test.line): \(outcome.errors)")
                        #expect((outcome.errors + outcome.output).contains("seed"), "\(test.line)")
                    }
                }
            }
        }
    }

    @Test("a cell that cannot be read is named by every command about all of it, which goes on and ends with 1")
    func unread() throws {
        try BuiltProgram.withScratchDirectory(files: Self.study) { directory in
            let record = Self.cell + "/metrics.jsonl"
            let run = try BuiltProgram.run(
                "concord run tiny.yaml -j1 -q && rm \(record) && mkdir \(record)", in: directory)
            try #require(run.exitCode == 0, "\(run.errors)")
            let lines = [
                "status checkpoints", "report checkpoints", "cells tiny.yaml --no-time", "cite checkpoints",
                "verify checkpoints -j1", "export checkpoints --to csv -o t.csv", "bundle checkpoints -j1 -o b.tar",
                "plan tiny.yaml --against checkpoints --no-time",
            ]
            for line in lines {
                for quiet in ["", " -q"] {
                    let outcome = try BuiltProgram.run("rm -f t.csv; concord \(line)\(quiet)", in: directory)
                    #expect(outcome.exitCode == 1, "\(line)\(quiet): \(outcome.errors)")
                    #expect(outcome.errors.contains(record), "\(line)\(quiet): \(outcome.errors)")
                    #expect(quiet.isEmpty || !outcome.errors.contains("note:"), "\(line): \(outcome.errors)")
                }
            }
            let listed = try BuiltProgram.run("concord cells tiny.yaml --no-time", in: directory)
            #expect(listed.output.contains("d5/seed-2") && !listed.errors.contains("left out"), "\(listed.errors)")
        }
    }
}
