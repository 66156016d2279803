import Foundation
import Testing

/// Files of a terabyte in the place of those of a run or a spec: sparse, so that they cost nothing but to whoever reads them.
@Suite("Files without an end", .serialized)
struct EndlessFilesTests {
    private static let study = BuiltProgram.repository + "/Tests/CommandTests/Golden/run-study/files"

    private static let commands = [
        "status checkpoints", "status tiny.yaml", "report checkpoints", "verify checkpoints -j1",
        "bundle checkpoints -j1", "cite checkpoints", "export checkpoints/tiny/d5/seed-1 --to csv",
        "export checkpoints/tiny/d5/seed-1 --to npz", "inspect checkpoints/tiny/d5/seed-1/round-000020.h5",
        "diff checkpoints/tiny/d5/seed-1 checkpoints/tiny/nofed/seed-1", "evaluate checkpoints/tiny/d5/seed-1 -j1",
        "replay checkpoints/tiny/d5/seed-1 --agent deep", "plan tiny.yaml --no-time --against checkpoints",
        "resume checkpoints/tiny/d5/seed-1/round-000020.h5 --explain", "run tiny.yaml --seed 1 -j1",
    ]

    /// Runs commands with two gigabytes of addresses and half a minute each, and gives back `code: command` by line.
    private static func outcomes(_ commands: [String], after spoiling: String) throws -> BuiltProgram.Outcome {
        try BuiltProgram.withScratchDirectory(files: study) { directory in
            let run = try BuiltProgram.run("concord run tiny.yaml --seed 1 -j1", in: directory)
            try #require(run.exitCode == 0, "\(run.errors)")
            let calls = commands.map { command in
                "timeout 30 concord \(command) > out 2> err; echo \"$?: \(command)\"; cat err >&2; rm -f out"
            }
            return try BuiltProgram.run(
                "set -e; \(spoiling)\nset +e; ulimit -v 2000000\n" + calls.joined(separator: "\n"), in: directory)
        }
    }

    @Test(
        "end no command by memory or time: each says what it makes of them",
        arguments: ["plan.json", "metrics.jsonl", "round-000020.h5", "run.log lock round-000015.h5"])
    func ofRun(files: String) throws {
        let outcome = try Self.outcomes(
            Self.commands, after: "(cd checkpoints/tiny/d5/seed-1; truncate -s 1T \(files))")
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == Self.commands.count)
        for line in lines {
            #expect(["0", "1", "3"].contains(line.prefix { $0 != ":" }), "\(line)\n\(outcome.errors)")
        }
        #expect(!outcome.errors.contains("memory ran out"))
        if files != "plan.json" {
            #expect(outcome.errors.contains(files.split(separator: " ").last ?? ""), "\(outcome.errors)")
        }
    }

    @Test("that a spec or an option names are refused by name, with their length and what is allowed")
    func named() throws {
        let spec = """
            concord: 1
            name: long
            seeds: [1]
            round: {episodes: 1}
            rounds: 2
            environment: cartpole
            learner: reinforce
            network: {hidden: [4]}
            optimizer: adam
            agents: [{name: a}, {name: b}]
            """
        let outcome = try Self.outcomes(
            [
                "check long.yaml", "check initial.yaml", "check states.yaml", "run initial.yaml",
                "report checkpoints --expected long.json", "plan tiny.yaml --no-time --against long.yaml",
                "inspect long.h5",
            ],
            after: """
                truncate -s 1T long.yaml long.h5 long.json
                cat > initial.yaml <<'END'
                \(spec)
                initial: {file: long.h5}
                END
                cat > states.yaml <<'END'
                \(spec)
                federation: [fedhpd]
                public_states: {file: long.h5}
                END
                """)
        #expect(
            outcome.output == """
                2: check long.yaml
                2: check initial.yaml
                2: check states.yaml
                2: run initial.yaml
                1: report checkpoints --expected long.json
                2: plan tiny.yaml --no-time --against long.yaml
                1: inspect long.h5

                """, "\(outcome.errors)")
        #expect(
            outcome.errors.contains(
                "long.h5: cannot read: it has 1099511627776 bytes, and a file for a spec has at most"))
        #expect(
            outcome.errors.contains(
                "long.json: cannot read: it has 1099511627776 bytes, and a file of results has at most"))
    }

    @Test("A line of a record that does not end is damage, which run restores")
    func line() throws {
        let outcome = try Self.outcomes(
            ["status checkpoints", "run tiny.yaml --seed 1 -j1", "verify checkpoints -j1"],
            after: "head -c 600000000 /dev/zero | tr '\\0' 'x' >> checkpoints/tiny/d5/seed-1/metrics.jsonl")
        #expect(
            outcome.output == """
                3: status checkpoints
                0: run tiny.yaml --seed 1 -j1
                0: verify checkpoints -j1

                """, "\(outcome.errors)")
        #expect(
            outcome.errors.contains("metrics.jsonl:21: cannot use the record: it is longer than any row of a record"))
    }
}
