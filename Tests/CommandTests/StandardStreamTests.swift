import Foundation
import Testing

/// Standard output and error that are full, closed, or that nobody reads.
@Suite("Standard output and error", .serialized)
struct StandardStreamTests {
    private static let study = BuiltProgram.repository + "/Tests/CommandTests/Golden/run-study/files"
    private static let cell = "checkpoints/tiny/d5/seed-1"

    /// A command line of every command that prints, with its exit code where all goes well.
    static let commands: [(line: String, code: Int)] = [
        ("check tiny.yaml --json", 0), ("plan tiny.yaml --no-time", 0), ("run tiny.yaml --seed 1 -j1", 0),
        ("status checkpoints", 0), ("resume \(cell) -j1", 0), ("resume \(cell) --explain", 0),
        ("evaluate \(cell) --episodes 1", 0), ("verify \(cell) -j1", 0), ("bundle \(cell) -j1", 0),
        ("cite checkpoints", 0), ("inspect \(cell)", 0), ("export \(cell) --to csv --replace -o numbers.csv", 0),
        ("diff \(cell) checkpoints/tiny/nofed/seed-1", 3), ("report checkpoints", 0),
        ("replay \(cell) --agent wide --still 1", 0), ("new fedhpd", 0), ("explain fedhpd", 0), ("list", 0),
        ("schema", 0),
        ("cells tiny.yaml", 0), ("submit slurm tiny.yaml --dry-run", 0),
        ("plan tiny.yaml --against checkpoints --no-time", 0),
        ("verify \(cell) -j1 --certificate -", 0), ("help check", 0), ("help --man", 0), ("help check --man", 0),
        ("completions bash", 0), ("--version", 0), ("--help", 0), ("run --help", 0),
    ]

    @Test("a full device as standard output is named by every command, with exit code 1")
    func full() throws {
        try BuiltProgram.withScratchDirectory(files: Self.study) { directory in
            _ = try BuiltProgram.run("concord run tiny.yaml --seed 1 -j1", in: directory)
            for (line, code) in Self.commands {
                let outcome = try BuiltProgram.run("concord \(line) >/dev/full", in: directory)
                #expect(outcome.exitCode == (code == 0 ? 1 : Int32(code)), "\(line): \(outcome.errors)")
                #expect(
                    outcome.errors.contains("standard output: cannot write: No space left on device"),
                    "\(line): \(outcome.errors)")
            }
        }
    }

    @Test("standard error that is full, closed or read by nobody costs talk alone")
    func talk() throws {
        try BuiltProgram.withScratchDirectory(files: Self.study) { directory in
            _ = try BuiltProgram.run("concord run tiny.yaml --seed 1 -j1", in: directory)
            for (line, code) in Self.commands {
                for way in ["2>/dev/full", "2>&-"] {
                    let outcome = try BuiltProgram.run("concord \(line) \(way)", in: directory)
                    #expect(outcome.exitCode == Int32(code), "\(line) \(way)")
                    #expect(!outcome.output.isEmpty, "\(line) \(way)")
                }
            }
        }
    }

    @Test("a reader of standard output that has seen enough is no failure of any command, and needs no words")
    func enough() throws {
        try BuiltProgram.withScratchDirectory(files: Self.study) { directory in
            _ = try BuiltProgram.run("concord run tiny.yaml --seed 1 -j1", in: directory)
            let writers = Writer.all.map { (line: String($0.line("-").dropFirst("concord ".count)), code: 0) }
            for (line, code) in Self.commands + writers + [("export checkpoints --to csv -o /dev/stdout", 0)] {
                // The reader is gone before the first byte.
                let text = "exec 2>&1; { { sleep 0.05; concord \(line); echo $? >&3; } | :; } 3>&1"
                let outcome = try BuiltProgram.run(text, in: directory)
                #expect(outcome.output.hasSuffix("\(code)\n"), "\(line): \(outcome.output)")
                #expect(!outcome.output.contains("roken pipe") && !outcome.output.contains("cannot write"), "\(line)")
            }
        }
    }

    @Test("a run whose output nobody reads goes on to its end")
    func pipe() throws {
        try BuiltProgram.withScratchDirectory(files: Self.study) { directory in
            let text = """
                bash <<'END'
                concord run tiny.yaml -j1 2>&1 | head -c 0; echo ${PIPESTATUS[0]}
                concord run tiny.yaml -j1 --store closed >&- 2>/dev/null; echo $?
                concord run tiny.yaml -j1 --store both >&- 2>&-; echo $?
                concord run tiny.yaml -j1 --store none <&- >&- 2>&-; echo $?
                concord run tiny.yaml -j1 --store full >/dev/full 2>/dev/full; echo $?
                for store in checkpoints closed both none full; do
                    concord status tiny.yaml --store $store | grep -c done
                    (cd $store && find . -type f ! -name run.log ! -name lock | sort | xargs sha256sum) > $store.sums
                    cmp checkpoints.sums $store.sums
                done
                concord list 2>/dev/null | head -1 >/dev/null; echo list ${PIPESTATUS[0]}
                END
                """
            let outcome = try BuiltProgram.run(text, in: directory)
            #expect(outcome.output == "0\n1\n1\n1\n1\n4\n4\n4\n4\n4\nlist 0\n", "\(outcome.errors)")
        }
    }
}
