import Foundation
import Testing

/// Records whose checkpoints are gone: nothing tells whether their rows are those that were written.
@Suite("A record that no checkpoint vouches for", .serialized)
struct UnvouchedTests {
    private static let cell = "checkpoints/tiny/nofed/seed-1"
    private static let words = "\(cell)/metrics.jsonl: no checkpoint vouches for this record"

    @Test(
        "is said by every command that uses it, also where nobody wants talk",
        arguments: [
            "report checkpoints", "cite checkpoints", "export checkpoints --to csv -o t.csv",
            "export checkpoints --to tensorboard -o tb", "report checkpoints --json",
        ])
    func said(command: String) throws {
        try PlaceTests.after("rm \(Self.cell)/*.h5; concord \(command) -q >out") { directory, outcome in
            #expect(outcome.exitCode == 0 && outcome.errors.contains("warning: \(Self.words)\n"), "\(outcome.errors)")
            let several = try BuiltProgram.run(
                "rm checkpoints/tiny/d5/seed-2/*.h5 out; rm -rf t.csv tb; concord \(command) -q >out", in: directory)
            #expect(
                several.errors.contains("\(Self.words), nor for those of 1 other cell\n")
                    || several.errors.components(separatedBy: "no checkpoint vouches for this record").count == 3,
                "\(several.errors)")
        }
    }

    @Test("is said by cells, diff and status, which show more than the record")
    func shown() throws {
        try PlaceTests.after(
            """
            words='no checkpoint vouches for this record'; rm \(Self.cell)/*.h5
            concord cells tiny.yaml --no-time 2>&1 >out | grep -c "$words"
            concord diff \(Self.cell) checkpoints/tiny/nofed/seed-2 2>&1 | grep -c "$words"
            concord status checkpoints | grep -c 'unverified from round 1$'
            """
        ) { _, outcome in
            #expect(outcome.output == "1\n1\n1\n", "\(outcome.output)\(outcome.errors)")
        }
    }

    @Test("is kept beside the one that a run begins anew, unless that has every byte of it")
    func kept() throws {
        try PlaceTests.after(
            """
            cp \(Self.cell)/metrics.jsonl first; rm \(Self.cell)/*.h5
            concord run tiny.yaml -j1 2>&1 >out | grep -c 'the run begins anew; what was there is kept as .*jsonl.old-1'
            cmp first \(Self.cell)/metrics.jsonl && ls \(Self.cell) | grep -c old
            rm \(Self.cell)/*.h5; sed -i '5s/"steps":/"steps":1/' \(Self.cell)/metrics.jsonl; cp \(Self.cell)/metrics.jsonl edited
            concord run tiny.yaml -j1 -q >out 2>&1; cmp first \(Self.cell)/metrics.jsonl; cmp edited \(Self.cell)/metrics.jsonl.old-1
            concord run tiny.yaml -j1 2>/dev/null | grep -c 'was done'; ls \(Self.cell) | grep -c old
            """
        ) { _, outcome in
            #expect(outcome.output == "1\n0\n4\n1\n", "\(outcome.output)\(outcome.errors)")
        }
    }

    @Test("cells says that an older checkpoint serves where the newest is damaged, and ends with 0")
    func older() throws {
        try PlaceTests.after("head -c 3000 /dev/zero >\(Self.cell)/round-000020.h5") { directory, _ in
            let lines = [
                "cells tiny.yaml --no-time", "status checkpoints", "plan tiny.yaml --against checkpoints --no-time",
            ]
            for line in lines {
                let outcome = try BuiltProgram.run("concord \(line)", in: directory)
                #expect(
                    outcome.exitCode == 0 && outcome.errors.contains("round-000020.h5"), "\(line): \(outcome.errors)")
                let help = try BuiltProgram.run("concord \(line.prefix { $0 != " " }) --help", in: directory)
                let text = help.output.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
                #expect(text.contains("an older one serves, and that is said"), "\(line)")
            }
        }
    }
}
