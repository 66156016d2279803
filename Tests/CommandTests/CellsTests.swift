import Foundation
import Testing

@testable import ConcordCommand

/// What other programs that run commands rely on: `cells`, `run --cell`, and the page that shows them.
@Suite("Cells for other programs")
struct CellsTests {
    private static let study = BuiltProgram.repository + "/Tests/CommandTests/Golden/run-study/files"

    /// The blocks of a language on the page, in order.
    private static func blocks(_ language: String) throws -> [String] {
        let page = try String(contentsOfFile: BuiltProgram.repository + "/docs/machines.md", encoding: .utf8)
        return page.components(separatedBy: "```\(language)\n").dropFirst().map {
            String($0.prefix(upTo: $0.range(of: "```")?.lowerBound ?? $0.endIndex))
        }
    }

    private struct Listed: Decodable {
        let cell: String
        let state: String
        let seconds: Double?
        let secondsLeft: Double?
        let basis: String?
        let memory: Double
        let after: String?
        let directory: String
    }

    private static func listed(_ words: String, in directory: String) throws -> [Listed] {
        let outcome = try BuiltProgram.run("concord cells \(words) --json", in: directory)
        #expect(outcome.exitCode == 0 && outcome.errors == "")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode([Listed].self, from: Data(outcome.output.utf8))
    }

    @Test("Options that leave no cell are refused by every command that takes them, and nothing is begun")
    func nothing() throws {
        try BuiltProgram.withScratchDirectory(files: Self.study) { directory in
            for table in Commands.all.map({ $0.table }) where table.options.contains(where: { $0.name == "shard" }) {
                for options in ["--cell nofed/seed-1 --arm d5", "--arm d5 --cell nofed/seed-1 --json", "--shard 7/8"] {
                    let outcome = try BuiltProgram.run("concord \(table.name) tiny.yaml \(options)", in: directory)
                    #expect(outcome.exitCode == 64 && outcome.output.isEmpty, "\(table.name): \(outcome.output)")
                    #expect(outcome.errors.contains("the options leave no cell: "), "\(table.name): \(outcome.errors)")
                }
            }
            #expect(!FileManager.default.fileExists(atPath: directory + "/checkpoints"))
        }
    }

    @Test("Every id runs, and what was learned of an arm takes the place of the trial")
    func learned() throws {
        try BuiltProgram.withScratchDirectory(files: Self.study) { directory in
            let before = try Self.listed("tiny.yaml", in: directory)
            #expect(before.map(\.cell) == ["nofed/seed-1", "nofed/seed-2", "d5/seed-1", "d5/seed-2"])
            #expect(before.allSatisfy { $0.state == "not started" && $0.basis == "trial" && $0.memory > 1e6 })
            #expect(before.allSatisfy { ($0.seconds ?? 0) > 0 && $0.seconds == $0.secondsLeft })
            let words = "concord run tiny.yaml -j1 --cell d5/seed-2 --cell nofed/seed-1"
            let run = try BuiltProgram.run(words, in: directory)
            #expect(run.exitCode == 0)
            let after = try Self.listed("tiny.yaml", in: directory)
            #expect(after.map(\.state) == ["done", "not started", "not started", "done"])
            #expect(after.map(\.basis) == ["logs", "logs", "logs", "logs"])
            let log = try BuiltProgram.run(
                "awk '/ worked / {print $4, $8, $10, $12}' checkpoints/tiny/nofed/seed-1/run.log", in: directory)
            let numbers = log.output.split(whereSeparator: \.isWhitespace)
            #expect(numbers.dropFirst() == ["1", "20", "1.0"])
            let worked = try #require(numbers.first.flatMap { Double($0) })
            #expect(after[0].seconds.map { abs($0 - worked) < 1e-9 } == true && after[1].seconds == after[0].seconds)
            #expect(after.map { $0.secondsLeft == 0 } == [true, false, false, true])
            let left = try BuiltProgram.run("concord cells tiny.yaml --unfinished --ids", in: directory)
            #expect(left.output == "nofed/seed-2\nd5/seed-1\n")
        }
    }

    @Test("A cell that is running, partial, damaged, recorded otherwise or another one's is called so")
    func states() throws {
        let change = "s/^rounds: 20/rounds: 40000/; s/every: {rounds: 5}, keep/every: {rounds: 50}, keep/"
        let outcome = try BuiltProgram.withScratchDirectory(files: Self.study) { directory in
            try BuiltProgram.run(
                """
                state() { concord cells tiny.yaml --no-time --cell d5/seed-1 | awk 'NR == 2 {print $2, $3}'; }
                concord run tiny.yaml -j1 >out 2>&1 && state
                printf x | dd of=checkpoints/tiny/d5/seed-1/metrics.jsonl bs=1 seek=40 conv=notrunc 2>err && state
                concord run tiny.yaml -j1 >out 2>&1 && state
                sed -i 's/episodes: 4/episodes: 5/' tiny.yaml && state
                sed -i 's/episodes: 5/episodes: 4/; s/learning_rate: 1e-2/learning_rate: 1e-3/' tiny.yaml && state
                sed -i 's/learning_rate: 1e-3/learning_rate: 1e-2/; \(change)' tiny.yaml
                concord run tiny.yaml --cell d5/seed-1 >out 2>&1 & run=$!
                until ls checkpoints/tiny/d5/seed-1 | grep '^round-.*h5$' | grep -qvE '0000(15|20)'; do sleep 0.05; done; state
                kill -USR1 $run; wait $run; echo $?; state
                """, in: directory)
        }
        let words = outcome.output.split(separator: "\n").map { $0.split(separator: " ") }
        #expect(
            words.map { $0.first ?? "" }
                == ["done", "damaged", "done", "another", "another", "running", "75", "partial"])
        #expect(words[3] == ["another", "record"] && words[4] == ["another", "plan"])
    }

    @Test("A second stage's cell names the one it goes on from")
    func parents() throws {
        try BuiltProgram.withScratchDirectory { directory in
            let spec = BuiltProgram.repository + "/experiments/adaptation/cartpole.yaml"
            try #require(FileManager.default.fileExists(atPath: spec))
            let cells = try Self.listed("\(spec) --no-time", in: directory)
            let known = Set(cells.map(\.cell))
            let second = cells.filter { $0.after != nil }
            #expect(!second.isEmpty && second.count < cells.count)
            #expect(second.allSatisfy { known.contains($0.after ?? "") && $0.after != $0.cell })
        }
    }

    @Test("The page's line for GNU parallel runs a study")
    func parallel() throws {
        let lines = try #require(try Self.blocks("sh").first { $0.contains("parallel") })
        try runs(lines, where: "parallel", otherwise: "bash -n page")
    }

    @Test("The page's Snakefile has twelve lines at most and runs a study")
    func snakemake() throws {
        let lines = try #require(try Self.blocks("python").first)
        #expect(lines.split(separator: "\n").count <= 12)
        let python =
            "python3 -c 'import ast; ast.parse(open(\"page\").read().split(\"rule all\")[0])' && grep -c '^rule' page"
        try runs(lines, "cp page Snakefile && snakemake --cores 2", where: "snakemake", otherwise: python)
    }

    /// Runs a block where its program is installed, and else looks at its syntax.
    private func runs(_ block: String, _ command: String = "bash page", where program: String, otherwise: String) throws
    {
        try BuiltProgram.withScratchDirectory(files: Self.study) { directory in
            try block.write(toFile: directory + "/page", atomically: true, encoding: .utf8)
            let outcome = try BuiltProgram.run(
                """
                mv tiny.yaml fedhpd.yaml
                if command -v \(program) >/dev/null; then \(command) >out 2>&1 || cat out >&2
                    concord cells fedhpd.yaml --unfinished --ids
                else echo \(program) is not installed; \(otherwise) >out || echo wrong; fi
                """, in: directory)
            #expect(["", "\(program) is not installed\n"].contains(outcome.output), "\(outcome.errors)")
        }
    }
}
