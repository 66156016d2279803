import Determinism
import Foundation
import Testing

@testable import ConcordCommand

/// What `--json` prints is one document, of every command that has it, whatever other flag stands beside it.
@Suite("One document of JSON")
struct JSONLaws {
    static let commands = Commands.all.filter { command in command.table.options.contains { $0.name == "json" } }
        .map { $0.table.name }

    /// Operands, and options without which a command has nothing to do or works for long.
    static let operands: [String: [String]] = [
        "check": ["tiny.yaml", "tiny.yaml wrong.yaml"],
        "plan": ["tiny.yaml", "tiny.yaml --against checkpoints --no-time"],
        "run": ["tiny.yaml -j1 --cell d5/seed-1"], "cells": ["tiny.yaml"], "status": ["tiny.yaml", "checkpoints"],
        "resume": ["checkpoints/tiny/d5/seed-1"], "evaluate": ["checkpoints/tiny/d5/seed-1"],
        "inspect": ["checkpoints/tiny/d5/seed-1", "checkpoints/tiny/d5/seed-1 plan"],
        "diff": ["checkpoints/tiny/d5/seed-1 checkpoints/tiny/d5/seed-2"],
        "report": ["checkpoints", "checkpoints --table curves"], "verify": ["checkpoints --seed 1"],
        "attest": ["one.json two.json"], "cite": ["checkpoints", "fedhpd", "all"], "list": ["", "methods"],
        "bench": ["--part start-up"],
    ]

    @Test("Every command's, alone and beside every flag", arguments: commands)
    func document(name: String) throws {
        let table = try #require(Commands.all.first { $0.table.name == name }).table
        let lines = try #require(Self.operands[name], "\(name) has --json, and no operands here")
        let flags =
            [""] + table.options.filter { $0.value == nil && !["json", "help"].contains($0.name) }.map(\.dashed)
        let study = BuiltProgram.repository + "/Tests/CommandTests/Golden/run-study/files"
        try BuiltProgram.withScratchDirectory(files: study) { directory in
            let made = try BuiltProgram.run(
                """
                concord run tiny.yaml -j2 && sed s/rounds:/ronds:/ tiny.yaml > wrong.yaml
                for name in one two; do concord verify checkpoints --seed 1 --arm d5 --attestation $name.json; done
                """, in: directory)
            try #require(made.exitCode == 0, "\(made.errors)")
            var count = 0
            for line in lines {
                for flag in flags {
                    let command = "concord \(name) \(line) \(flag) --json"
                    let outcome = try BuiltProgram.run("timeout 60 \(command) < /dev/null", in: directory)
                    // Options that exclude each other are refused.
                    guard outcome.exitCode != 64 else {
                        #expect(outcome.output.isEmpty && !flag.isEmpty, "\(command): \(outcome.errors)")
                        continue
                    }
                    count += 1
                    #expect(throws: Never.self, "\(command): \(outcome.output.prefix(200))") {
                        _ = try CanonicalValue(parsing: outcome.output)
                    }
                }
            }
            #expect(count > 0)
        }
    }

    @Test("A file of JSON that standard output gets is all that stands there")
    func files() throws {
        let study = BuiltProgram.repository + "/Tests/CommandTests/Golden/run-study/files"
        try BuiltProgram.withScratchDirectory(files: study) { directory in
            let cell = "checkpoints/tiny/d5/seed-1"
            _ = try BuiltProgram.run(
                "concord run tiny.yaml -j2 -q; concord verify \(cell) -q --attestation one.json >out", in: directory)
            let documents = ["verify \(cell) --certificate -", "verify \(cell) --attestation -"]
            for line in documents + ["attest one.json -o -", "schema -o -"] {
                for quiet in ["", " -q"] {
                    let outcome = try BuiltProgram.run("concord \(line)\(quiet)", in: directory)
                    #expect(throws: Never.self, "\(line)\(quiet): \(outcome.output.suffix(200))") {
                        _ = try CanonicalValue(parsing: outcome.output)
                    }
                    // What it shows is told beside it, to whoever listens.
                    let isTold = outcome.errors.contains("rerun: 20 rounds")
                    #expect(isTold == (quiet.isEmpty && line.hasPrefix("verify")), "\(line)\(quiet): \(outcome.errors)")
                }
            }
        }
    }

    @Test("The values of several cells are one list, and so are those of one")
    func values() throws {
        let study = BuiltProgram.repository + "/Tests/CommandTests/Golden/run-study/files"
        try BuiltProgram.withScratchDirectory(files: study) { directory in
            for (option, count) in [("", 4), ("--seed 1", 2), ("--cell d5/seed-2", 1)] {
                let outcome = try BuiltProgram.run("concord plan tiny.yaml --values --json \(option)", in: directory)
                let cells = try CanonicalValue(parsing: outcome.output).elements
                #expect(
                    cells.count == count
                        && cells.allSatisfy { $0["cell"]?.asText != nil && !($0["values"]?.elements ?? []).isEmpty })
            }
        }
    }
}
