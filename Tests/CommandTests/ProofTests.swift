import Archive
import Foundation
import Testing

/// A small study run by the built program in a directory of its own.
private struct SmallRun {
    static let cell = "checkpoints/tiny/d5/seed-1"

    /// Text for bash: the `wait` of dash never returns where the signal of a child's end is blocked, as it is in what
    /// Foundation starts.
    static func bash(_ text: String) -> String { "bash <<'END'\n\(text)\nEND" }

    /// Runs shell text after the study was run; `cell` names one run directory.
    static func after(_ text: String, _ body: (String, BuiltProgram.Outcome) throws -> Void) throws {
        let files = BuiltProgram.repository + "/Tests/CommandTests/Golden/run-study/files"
        try BuiltProgram.withScratchDirectory(files: files) { directory in
            let run = try BuiltProgram.run("concord run tiny.yaml -j1", in: directory)
            try #require(run.exitCode == 0, "\(run.errors)")
            try body(directory, try BuiltProgram.run(text, in: directory))
        }
    }
}

@Suite("Proof on the command line")
struct ProofTests {
    /// Interposed libraries and sanitizers both want to be loaded first.
    static let isSanitized = BuiltProgram.directory.contains("/thread/") || BuiltProgram.directory.contains("/address/")

    @Test(
        "a run that is killed, starved or stopped at any of many points ends with the uninterrupted run's files",
        .enabled(if: !isSanitized), .timeLimit(.minutes(5)))
    func torture() throws {
        let outcome = try BuiltProgram.run(
            #""$REPOSITORY/tools/torture" --points 20 --seed 3 --spec "$REPOSITORY/tools/torture.d/reinforce.yaml" --binary "$(command -v concord)""#,
            in: NSTemporaryDirectory())
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
        let total = outcome.output.split(separator: "\n").first { $0.hasPrefix("all ") }?.split(separator: " ")
        #expect(total.flatMap { $0.count > 1 ? Int($0[1]) : nil } ?? 0 >= 20, "\(outcome.output)")
    }

    @Test(
        "what is spoiled in records, plans and checkpoints is refused, named or restored by every command",
        .enabled(if: !isSanitized), .timeLimit(.minutes(5)))
    func damage() throws {
        let outcome = try BuiltProgram.run(
            #""$REPOSITORY/tools/python" "$REPOSITORY/tools/damage" --count 29 --seed 3 --binary "$(command -v concord)""#,
            in: NSTemporaryDirectory())
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
        let total = outcome.output.split(separator: "\n").first { $0.hasPrefix("all ") }?.split(separator: " ")
        #expect(total.flatMap { $0.count > 1 ? Int($0[1]) : nil } ?? 0 >= 29, "\(outcome.output)")
    }

    @Test("threads and instruction sets change no bit: what one wrote, the others match")
    func sameBits() throws {
        let text = """
            for jobs in 1 2; do
                for isa in base avx2 avx512; do
                    CONCORD_ISA=$isa concord list methods >/dev/null 2>&1 || continue
                    CONCORD_ISA=$isa concord verify checkpoints -j$jobs 2>/dev/null | tail -1
                    CONCORD_ISA=$isa concord run tiny.yaml -j$jobs --store $isa-$jobs >/dev/null 2>&1
                    for name in checkpoints $isa-$jobs; do
                        (cd $name && find . -type f ! -name run.log ! -name lock | sort | xargs sha256sum) >$name.sums
                    done
                    cmp checkpoints.sums $isa-$jobs.sums && echo equal
                done
            done
            """
        try SmallRun.after(text) { _, outcome in
            let lines = outcome.output.split(separator: "\n")
            #expect(lines.count >= 4 && lines.count.isMultiple(of: 4))
            #expect(
                lines.allSatisfy { $0 == "4 of 4 cells match" || $0 == "equal" }, "\(outcome.output)\(outcome.errors)")
        }
    }

    @Test(
        "one flipped bit in one optimizer moment: verify and diff name round, agent, tensor, element, values and distance"
    )
    func flippedBit() throws {
        try SmallRun.after("cp -r \(SmallRun.cell) sound") { directory, _ in
            let file = ArchiveFile("\(directory)/\(SmallRun.cell)/round-000015.h5")
            let item = "agents/deep/optimizer/policy/second_moment/layers/1/weight"
            let values = try Self.flip(element: 17, of: item, in: file)
            let place = "/\(item)[2, 1]: \(values.original) ≠ \(values.flipped), 1 ULP apart; 1 element differs"

            let verified = try BuiltProgram.run("concord verify \(SmallRun.cell) -j1", in: directory)
            #expect(verified.exitCode == 3)
            #expect(
                verified.output == """
                    DIFFERS  d5 seed 1
                      first difference: round 15, agent deep
                      checkpoint of round 15, rerun ≠ kept: \(place)
                      rerun: 15 rounds; compared: 15 rows of the record, 15 of them with a trace of every agent, and the \
                    checkpoint of round 15

                    """)

            let data = try BuiltProgram.run("concord verify \(SmallRun.cell) -j1 --json", in: directory)
            #expect(data.exitCode == 3)
            for line in [
                #""verdict": "differs""#, #""first_round": 15"#, #""agent": "deep""#, #""checkpoint_round": 15"#,
                #""item": "/\#(item)""#, #""index": [2,1]"#, #""ulp": 1"#, #""first": "\#(values.original)""#,
                #""second": "\#(values.flipped)""#,
            ] { #expect(data.output.contains(line), "\(line) is not in \(data.output)") }

            let compared = try BuiltProgram.run(
                "concord diff sound/round-000015.h5 \(SmallRun.cell)/round-000015.h5", in: directory)
            #expect(compared.exitCode == 3 && compared.output.hasSuffix(place + "\n"))
            #expect(compared.output.split(separator: "\n").count == 4, "\(compared.output)")

            // Rounds after the damaged checkpoint alone: it is not compared, and the coverage says so.
            let rest = try BuiltProgram.run("concord verify \(SmallRun.cell) -j1 --rounds 16..20", in: directory)
            #expect(rest.exitCode == 0 && rest.output.contains("compared: 5 rows") && !rest.output.contains("15,"))
        }
    }

    @Test("a second writer is told who holds the directory; once that one is killed, the next takes over")
    func twoWriters() throws {
        let text = """
            sed 's/^rounds: 20/rounds: 50000000/' tiny.yaml >long.yaml
            concord run long.yaml --cell d5/seed-1 --store held -j1 >/dev/null 2>&1 &
            first=$!
            until ls held/tiny/d5/seed-1/round-*.h5 >/dev/null 2>&1; do sleep 0.01; done
            kill -STOP $first
            concord run long.yaml --cell d5/seed-1 --store held -j1 2>&1 >/dev/null | grep concord: | sed "s/ $first / FIRST /"
            kill -KILL $first
            wait $first 2>/dev/null
            grep -c '"process"' held/tiny/d5/seed-1/lock
            concord status held | tail -1 | grep -c partial
            newest=$(ls held/tiny/d5/seed-1 | grep '^round-.*h5$' | tail -1 | tr -dc 0-9 | sed 's/^0*//;s/5$//')
            sed "s/^rounds: 20/rounds: $((newest + 5))/" tiny.yaml >short.yaml
            concord run short.yaml --cell d5/seed-1 --store held -j1 >/dev/null 2>errors; echo $?
            """
        try SmallRun.after(SmallRun.bash(text)) { directory, outcome in
            let lines = outcome.output.split(separator: "\n").map(String.init)
            #expect(lines.count == 4, "\(outcome.output)\(outcome.errors)")
            #expect(
                lines.first?.hasPrefix(
                    "concord: held/tiny/d5/seed-1: another run is writing here: process FIRST on ") == true)
            #expect(lines.dropFirst() == ["1", "1", "0"])
        }
    }

    @Test("processes that start together in one store make the shared stage once, and all finish")
    func sharedStage() throws {
        let text = """
            for attempt in 1 2 3 4 5; do
                for shard in 1 2 3; do
                    concord run tiny.yaml -j1 --store shared-$attempt --shard $shard/3 >/dev/null 2>>errors || echo FAILED &
                done
                wait
                diff -r checkpoints shared-$attempt -x run.log -x lock && echo equal
            done
            """
        try SmallRun.after(SmallRun.bash(text) + "; cat errors >&2") { _, outcome in
            #expect(outcome.output == String(repeating: "equal\n", count: 5), "\(outcome.errors)")
        }
    }

    @Test("a bundle has the same bytes every time, unpacks whole, and what is in it verifies")
    func bundle() throws {
        let text = """
            concord bundle tiny.yaml -o one.tar -j1 2>/dev/null; concord bundle tiny.yaml -o two.tar -j2 >/dev/null 2>&1
            cmp one.tar two.tar && echo same
            mkdir unpacked && cd unpacked && tar xf ../one.tar && find . -type f | LC_ALL=C sort
            sha256sum --check --quiet fingerprints.txt && echo whole
            cmp specs/tiny.yaml ../tiny.yaml && echo spec
            $(sed -n 's/^    \\(concord verify.*\\)/\\1/p' README.txt) 2>/dev/null | tail -1
            sed -n 's/^    \\(git checkout [0-9a-f]\\{40\\}\\|swift build .*\\)$/\\1/p' README.txt | cut -d' ' -f1-2
            $(sed -n 's/^    \\(concord run.*\\)/\\1/p' README.txt) >/dev/null 2>&1
            cmp elsewhere/tiny/d5/seed-1/round-000020.h5 checkpoints/tiny/d5/seed-1/round-000020.h5 && echo anew
            cd ..; for option in --records-only --checkpoints; do
                concord bundle tiny.yaml --arm d5 --seed 1 -o x.tar $option >/dev/null 2>&1; tar tf x.tar | grep -c h5
            done
            """
        try SmallRun.after(text) { directory, outcome in
            var expected = ["README.txt", "certificate.json"]
            for arm in ["d5", "nofed"] {
                for seed in [1, 2] {
                    expected += ["metrics.jsonl", "plan.json", "round-000020.h5"].map {
                        "checkpoints/tiny/\(arm)/seed-\(seed)/\($0)"
                    }
                }
            }
            expected += ["fingerprints.txt", "specs/tiny.yaml"]
            let isClone = FileManager.default.fileExists(atPath: BuiltProgram.repository + "/.git")
            let lines = outcome.output.split(separator: "\n").map(String.init)
            #expect(lines.first?.hasPrefix("one.tar: 16 files, ") == true)
            #expect(
                Array(lines.dropFirst()) == ["same"] + expected.map { "./\($0)" } + [
                    "whole", "spec", "4 of 4 cells match",
                ] + (isClone ? ["git checkout"] : []) + ["swift build", "anew", "0", "2"],
                "\(outcome.errors)")

            // A cell that does not match is not bundled.
            let changed = try BuiltProgram.run(
                "sed -i '7s/\"trace\":\\[\"./\"trace\":[\"z/' \(SmallRun.cell)/metrics.jsonl; concord bundle tiny.yaml -o three.tar",
                in: directory)
            #expect(changed.exitCode == 3 && changed.errors.contains("three.tar was not written"))
            #expect(!FileManager.default.fileExists(atPath: directory + "/three.tar"))
        }
    }

    @Test("two documents are not written into one place, however it is called")
    func mixed() throws {
        try SmallRun.after(
            """
            mkdir d
            for words in '--certificate c.json --attestation c.json' '--certificate c.json --attestation d/.././c.json' \
                '--certificate - --attestation -' '--json --certificate -' '--json --attestation /dev/stdout'; do
                concord verify \(SmallRun.cell) -j1 $words >out 2>err; echo "$? $(grep -c 'two documents' err) $(cat out | wc -c)"
            done
            ls c.json 2>/dev/null | wc -l
            concord verify \(SmallRun.cell) -j1 --certificate c.json --attestation e.json >out 2>err; echo $?
            """
        ) { _, outcome in
            #expect(
                outcome.output == String(repeating: "64 1 0\n", count: 5) + "0\n0\n",
                "\(outcome.output)\(outcome.errors)")
        }
    }

    @Test("an arm or a seed of which there is no run is named, with those of which there are some")
    func unknownRuns() throws {
        try SmallRun.after(
            """
            for words in '--arm nope' '--seed 99' '--arm d5 --arm nope'; do
                concord verify checkpoints -j1 $words >out 2>err; echo "$? $(cat err)"
            done
            """
        ) { _, outcome in
            let lines = outcome.output.split(separator: "\n")
            #expect(lines.count == 3 && lines.allSatisfy { $0.hasPrefix("1 ") }, "\(outcome.output)")
            #expect(
                lines.allSatisfy { $0.contains("there is no run of") && !$0.contains("there are no runs") },
                "\(outcome.output)")
            #expect(lines.first?.contains("d5") == true && lines.first?.contains("nofed") == true)
            #expect(lines.dropFirst().first?.contains("but of 1, 2") == true, "\(outcome.output)")
        }
    }

    @Test("a certificate states verdict, coverage, fingerprints, program, and what it does not show; no clock, no host")
    func certificate() throws {
        try SmallRun.after("concord verify \(SmallRun.cell) -j1 --certificate c.json >/dev/null 2>&1; cat c.json") {
            directory, outcome in
            let text = outcome.output
            let sum = try BuiltProgram.run("sha256sum \(SmallRun.cell)/round-000020.h5 | cut -d' ' -f1", in: directory)
            let program = try BuiltProgram.run("sha256sum \"$(command -v concord)\" | cut -d' ' -f1", in: directory)
            for words in [
                #""verdict": "MATCH""#, #""rounds_rerun": 20"#, #""checkpoints_compared": [15,20]"#,
                #""round-000020.h5": "\#(sum.output.dropLast())""#, #""sha256": "\#(program.output.dropLast())""#,
                #""instruction_set": ""#, #""HDF5": ""#, #""glibc": ""#, #""libyaml": ""#, #""Swift": ""#,
                #""build": ""#, #""build_line": "swift build -c "#, #""commit": "#,
                "1 of 1 cells were rerun", #""correctness": "#, #""selection": "#,
            ] { #expect(text.contains(words), "\(words) is not in \(text)") }
            let again = try BuiltProgram.run(
                "sleep 1; concord verify \(SmallRun.cell) -j2 --certificate d.json >/dev/null 2>&1; cmp c.json d.json",
                in: directory)
            #expect(again.exitCode == 0)
        }
    }

    /// Flips the lowest bit of one Float32 and writes the checkpoint anew, so that it is sound but for its meaning.
    private static func flip(
        element: Int, of item: String, in file: ArchiveFile
    ) throws -> (original: Float, flipped: Float) {
        let (header, original) = try file.read()
        var tree = original
        guard case .array(let array)? = tree[item], var numbers = array.elements(as: Float.self) else {
            throw CocoaError(.fileReadCorruptFile)
        }
        let before = numbers[element]
        numbers[element] = Float(bitPattern: before.bitPattern ^ 1)
        var changed = ArchiveArray(shape: array.shape, elements: numbers)
        changed.attributes = array.attributes
        tree.insert(.array(changed), at: item)
        try file.write(tree, entries: header.entries)
        return (before, numbers[element])
    }
}
