import Foundation
import Testing

/// Directories that are not what their places say: copies, and runs in one another's places.
@Suite("What lies in another cell's place", .serialized)
struct PlaceTests {
    static let study = BuiltProgram.repository + "/Tests/CommandTests/Golden/run-study/files"

    /// Every command that finds runs below a directory; `b.tar` is never written.
    private static let commands = [
        "verify checkpoints -j1", "cite checkpoints", "report checkpoints --replace", "status checkpoints",
        "export checkpoints --to csv -o t.csv --replace", "export checkpoints --to npz -o np --replace",
        "bundle checkpoints -j1 -o b.tar", "plan tiny.yaml --against checkpoints --no-time",
    ]

    /// Runs the study, and then shell text.
    static func after(_ text: String, _ body: (String, BuiltProgram.Outcome) throws -> Void) throws {
        try BuiltProgram.withScratchDirectory(files: study) { directory in
            let run = try BuiltProgram.run("concord run tiny.yaml -j1 -q", in: directory)
            try #require(run.exitCode == 0, "\(run.errors)")
            try body(directory, try BuiltProgram.run(text, in: directory))
        }
    }

    private static func expectNamed(_ lines: [String], _ words: String, in directory: String) throws {
        for line in lines {
            for quiet in ["", " -q"] {
                let outcome = try BuiltProgram.run("concord \(line)\(quiet)", in: directory)
                #expect(outcome.exitCode == 1, "\(line)\(quiet): \(outcome.errors)")
                #expect(outcome.errors.contains(words), "\(line)\(quiet): \(outcome.errors)")
            }
        }
    }

    @Test(
        "a copy is named and left out by every command, whatever it is called",
        arguments: ["tiny/nofed/seed-7", "tiny/nofed/copy", "before/nofed/seed-1", "aaa"])
    func copied(place: String) throws {
        let text = """
            concord cite checkpoints >cited 2>/dev/null; mkdir -p checkpoints/before/nofed
            cp -r checkpoints/tiny/nofed/seed-1 checkpoints/\(place)
            """
        try Self.after(text) { directory, _ in
            try Self.expectNamed(
                Self.commands, "checkpoints/\(place): cannot use the run: it holds nofed seed 1 of tiny", in: directory)
            let rest = try BuiltProgram.run(
                """
                concord cite checkpoints 2>/dev/null | cmp - cited && echo cited
                concord verify checkpoints -j1 2>/dev/null | tail -1
                grep -c ',nofed,1,' t.csv; concord status checkpoints 2>/dev/null | grep -c done; ls b.tar 2>/dev/null
                """, in: directory)
            #expect(rest.output == "cited\n4 of 4 cells match\n106\n4\n", "\(rest.output)")
        }
    }

    @Test(
        "runs in one another's places are named and left out, by commands about one of them, too",
        arguments: [
            ("nofed/seed-1", "nofed/seed-2", "nofed seed 2"), ("nofed/seed-1", "d5/seed-1", "d5 seed 1"),
        ])
    func exchanged(one: String, other: String, held: String) throws {
        let text = "cd checkpoints/tiny; mv \(one) x; mv \(other) \(one); mv x \(other)"
        try Self.after(text) { directory, _ in
            let place = "checkpoints/tiny/\(one)"
            let single = [
                "verify \(place) -j1", "export \(place) --to npz -o x.npz", "export \(place) --to csv -o x.csv",
                "evaluate \(place) --episodes 1", "resume \(place) -j1", "verify tiny.yaml -j1", "cite tiny.yaml",
                "bundle tiny.yaml -j1 -o b.tar", "status tiny.yaml", "cells tiny.yaml --no-time",
            ]
            let words =
                "\(place): cannot use the run: it holds \(held) of tiny, whose place in a store is tiny/\(other)"
            try Self.expectNamed(Self.commands + single, words, in: directory)
            let left = try BuiltProgram.run("ls b.tar x.npz x.csv 2>/dev/null", in: directory)
            #expect(left.output.isEmpty)
        }
    }

    @Test("a run that lies elsewhere, and in no other cell's place, is used as it is")
    func elsewhere() throws {
        try Self.after(
            """
            check() { concord verify "$1" -j1 -q >out 2>err; echo "$? $(grep -c MATCH out) $(wc -c <err)"; }
            cp -r checkpoints/tiny/d5/seed-1 alone; check alone; mkdir some; cp -r checkpoints/tiny/d5/seed-1 some; check some
            (cd checkpoints/tiny/d5/seed-1 && check .)
            mv checkpoints/tiny/d5 far; ln -s ../../far checkpoints/tiny/d5; check checkpoints
            mv checkpoints/tiny checkpoints/before; check checkpoints/before/nofed
            """
        ) { _, outcome in
            #expect(outcome.output == "0 1 0\n0 1 0\n0 1 0\n0 4 0\n0 2 0\n", "\(outcome.output)\(outcome.errors)")
        }
    }
}

/// Cells that a spec has, and that are not what it says.
@Suite("What a spec's cells hold", .serialized)
struct SpecHoldingTests {
    @Test("of another plan is no match: verify ends with 3, cite leaves it out, bundle refuses")
    func strangers() throws {
        try PlaceTests.after("sed -i 's/rounds: 5}}}]/rounds: 10}}}]/' tiny.yaml") { directory, _ in
            func run(_ line: String) throws -> BuiltProgram.Outcome { try BuiltProgram.run(line, in: directory) }
            for quiet in ["", " -q"] {
                let verified = try run("concord verify tiny.yaml -j1\(quiet)")
                #expect(verified.exitCode == 3, "\(verified.errors)")
                #expect(verified.output.hasSuffix("2 of 4 cells match, 2 of another plan\n"), "\(verified.output)")
                #expect(
                    verified.output.contains(
                        "ANOTHER PLAN  d5 seed 1\n  checkpoints/tiny/d5/seed-1 holds another plan than the spec's\n"),
                    "\(verified.output)")
                #expect(verified.output.contains("{rounds: 5} (default) → {rounds: 10}"), "\(verified.output)")
                let cited = try run("concord cite tiny.yaml\(quiet)")
                #expect(cited.exitCode == 1 && cited.output.contains("2 cells"), "\(cited.output)")
                #expect(cited.errors.contains("checkpoints/tiny/d5/seed-2 holds another plan than the spec's"))
                let bundled = try run("concord bundle tiny.yaml -j1 -o b.tar\(quiet)")
                #expect(bundled.exitCode == 3 && bundled.errors.contains("b.tar was not written"), "\(bundled.errors)")
            }
            let certified = try run(
                "concord verify tiny.yaml -j1 -q --certificate c.json >out; grep -c 'd5 seed 1, d5 seed 2' c.json")
            #expect(certified.output == "1\n")
            let data = try run("concord verify tiny.yaml -j1 --json")
            #expect(data.output.components(separatedBy: "\"verdict\": \"another plan\"").count == 3, "\(data.output)")
            let part = try run(
                "for c in verify 'bundle -o b.tar'; do concord $c tiny.yaml --arm nofed -j1 -q || exit 1; done")
            #expect(part.exitCode == 0, "\(part.errors)")
        }
    }

    @Test("is refused by run, which says of cells that fail alike once why")
    func alike() throws {
        try PlaceTests.after("sed -i 's/1e-2/2e-2/' tiny.yaml") { directory, _ in
            let run = try BuiltProgram.run("concord run tiny.yaml -j1", in: directory)
            #expect(run.exitCode == 1)
            let complaints = run.errors.split(separator: "\n").filter { $0.hasPrefix("concord: ") }
            #expect(complaints.count == 1, "\(run.errors)")
            #expect(
                complaints.first?.hasPrefix(
                    "concord: checkpoints/tiny/nofed/seed-1: this directory belongs to another cell ")
                    == true)
            #expect(
                complaints.first?.hasSuffix("(and 3 cells more, alike: nofed seed 2, d5 seed 1, d5 seed 2)") == true)
            #expect(run.errors.components(separatedBy: "0.01 → 0.02").count == 2, "\(run.errors)")
            // Of what differs otherwise, that is said as well.
            _ = try BuiltProgram.run("sed -i 's/rounds: 5}}}]/rounds: 10}}}]/' tiny.yaml", in: directory)
            let unlike = try BuiltProgram.run("concord run tiny.yaml -j1 -q", in: directory)
            #expect(unlike.errors.components(separatedBy: "belongs to another cell").count == 3, "\(unlike.errors)")
        }
    }

    @Test("of a record of another kind is no match either; one that only goes further is")
    func records() throws {
        let edits =
            "sed 's/episodes: 4/episodes: 3/' tiny.yaml >other.yaml; sed 's/^rounds: 20/rounds: 30/' tiny.yaml >more.yaml"
        try PlaceTests.after(edits) { directory, _ in
            let other = try BuiltProgram.run("concord verify other.yaml -j1 -q", in: directory)
            #expect(other.exitCode == 3 && other.output.contains("holds a record of another kind than the spec's"))
            let more = try BuiltProgram.run("concord verify more.yaml -j1 -q", in: directory)
            #expect(more.exitCode == 0 && more.output.hasSuffix("4 of 4 cells match\n"), "\(more.output)")
            // What is to go further is not finished.
            let bundled = try BuiltProgram.run("concord bundle more.yaml -j1 -o b.tar -q", in: directory)
            #expect(bundled.exitCode == 1 && bundled.errors.contains("d5 seed 1 is not finished"), "\(bundled.errors)")
        }
    }

    @Test("and is not finished, or was never run, is in no bundle, and nothing is written")
    func unfinished() throws {
        try PlaceTests.after("rm checkpoints/tiny/d5/seed-1/round-000020.h5") { directory, _ in
            for subject in ["tiny.yaml", "checkpoints"] {
                let outcome = try BuiltProgram.run("concord bundle \(subject) -j1 -o b.tar -q", in: directory)
                #expect(outcome.exitCode == 1)
                #expect(
                    outcome.errors.contains("d5 seed 1 is not finished: its newest checkpoint is of round 15 of 20"),
                    "\(outcome.errors)")
            }
            let outcome = try BuiltProgram.run(
                """
                rm -r checkpoints/tiny/d5/seed-1; concord bundle tiny.yaml -j1 -o b.tar -q; echo $?; ls b.tar 2>/dev/null
                concord bundle tiny.yaml --arm nofed -j1 -o b.tar -q; echo $?
                """, in: directory)
            #expect(outcome.output.hasPrefix("1\nb.tar: ") && outcome.output.hasSuffix("\n0\n"), "\(outcome.output)")
            #expect(outcome.errors.contains("d5/seed-1 was never run"), "\(outcome.errors)")
        }
    }
}
