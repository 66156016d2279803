import Archive
import Config
import Determinism
import Diagnostics
import Foundation
import Testing

@testable import ConcordCommand

/// Texts that somebody else wrote, with what terminals obey in them, planted everywhere a command can meet one.
@Suite("Hostile texts reach no terminal")
struct HostileTextTests {
    /// ESC, CSI, OSC with BEL, NEL, line separator, bidirectional override and isolate, zero width, DEL, tag, a color mark.
    static let payload =
        "x\u{1B}[31m\u{1B}]0;owned\u{07}\u{9B}2J\u{85}\u{2028}\u{202E}\u{2066}\u{200B}\u{FEFF}\u{7F}\u{E0041}\u{FFFE}rz\u{FFFF}"
    /// The same in YAML's and JSON's escapes.
    static let escaped =
        #"x\u001b[31m\u001b]0;owned\u0007\u009b2J\u0085\u2028\u202e\u2066\u200b\ufeff\u007f\udb40\udc41\uffferz\uffff"#
    static let yaml =
        #"x\x1B[31m\x1B]0;owned\x07\x9B2J\N\L\u202E\u2066\u200B\uFEFF\x7F\U000E0041"#
    private static let study = BuiltProgram.repository + "/Tests/CommandTests/Golden/run-study/files"
    private static let sample = BuiltProgram.repository + "/Tests/CommandTests/Golden/report-summary/files/store"

    /// An HDF5 file by h5py whose groups, datasets, attributes and texts all are the payload.
    private static let foreign = BuiltProgram.repository + "/Tests/Fixtures/foreign/hostile-names.h5"

    /// Hidden characters in what was printed; line feeds and tabs are the printer's own, and colors where asked for.
    private static func hidden(_ text: String, isColored: Bool) -> Set<String> {
        let plain = isColored ? text.replacing(/\u{1B}\[(0|1|2|31|32|33|36|1;31|1;32|1;33|1;34)m/, with: "") : text
        let found = plain.unicodeScalars.filter { VisibleText.isHidden($0) && $0 != "\n" && $0 != "\t" }
        return Set(found.map(VisibleText.escape))
    }

    /// How often the payload was shown for what it is.
    private static func shown(_ text: String) -> Int {
        text.components(separatedBy: "\\u{1B}").count + text.components(separatedBy: "\\u001b").count - 2
    }

    /// Runs commands, expects nothing hidden in what they print, and returns how often the payload was spelled out.
    private static func survey(_ commands: [String], in directory: String, isColored: Bool = false) throws -> Int {
        var count = 0
        for command in commands {
            let text = isColored ? command + " --color=always" : command
            let outcome = try BuiltProgram.run(text, in: directory)
            #expect(outcome.exitCode < 100, "\(command): \(outcome.errors)")
            for said in [outcome.output, outcome.errors] {
                #expect(hidden(said, isColored: isColored).isEmpty, "\(command)")
                count += shown(said)
            }
        }
        return count
    }

    @Test("in what a spec says, in names of files and in words on the command line", arguments: [false, true])
    func specs(isColored: Bool) throws {
        try BuiltProgram.withScratchDirectory(files: Self.study) { directory in
            let text = try String(contentsOfFile: directory + "/tiny.yaml", encoding: .utf8)
            let about = text.replacing(/about: .*/, with: "about: \"\(Self.yaml)\"")
            try about.write(toFile: directory + "/about.yaml", atomically: true, encoding: .utf8)
            try about.replacing("name: tiny", with: "name: other").replacing("episodes: 4", with: "episodes: 5")
                .write(toFile: directory + "/other.yaml", atomically: true, encoding: .utf8)
            let names = text.replacing("name: wide", with: "name: \"\(Self.yaml)\"")
                .replacing("d5: {}", with: "\"\(Self.yaml)\": {}").replacing(
                    "name: tiny", with: "name: \"\(Self.yaml)\"")
            try names.write(toFile: directory + "/names.yaml", atomically: true, encoding: .utf8)
            try text.replacing("measure: [", with: "sweep: {\"\(Self.yaml)\": {rounds: [3, 4]}}\nmeasure: [")
                .write(toFile: directory + "/sweep.yaml", atomically: true, encoding: .utf8)
            try text.write(toFile: directory + "/\(Self.payload).yaml", atomically: true, encoding: .utf8)
            try "\(text)# \(Self.payload)\n".write(toFile: directory + "/raw.yaml", atomically: true, encoding: .utf8)
            let hostile = "\"$(printf '\(Self.payload.utf8.map { String(format: "\\%03o", $0) }.joined())')\""
            let count = try Self.survey(
                [
                    "concord check about.yaml", "concord check names.yaml", "concord check raw.yaml",
                    "concord check names.yaml --json", "concord check raw.yaml --json", "concord check sweep.yaml",
                    "concord check \(hostile).yaml", "concord check \(hostile)", "concord plan about.yaml --no-time",
                    "concord plan about.yaml --json", "concord plan about.yaml --values",
                    "concord plan about.yaml --values --json", "concord plan other.yaml --against about.yaml",
                    "concord plan about.yaml --against \(hostile)", "concord plan about.yaml --against \(hostile):",
                    "concord plan about.yaml --arm \(hostile)", "concord plan about.yaml --cell \(hostile)",
                    "concord run about.yaml --arm nofed --seed 1 -j1",
                    "concord run about.yaml --store \(hostile) --seed 1 -j1",
                    "concord run about.yaml --store \(hostile) --seed 1 -j1 --json", "concord status \(hostile)",
                    "concord status about.yaml --store \(hostile)",
                    "concord report \(hostile) -o \(hostile).html --svg",
                    "concord cite \(hostile)", "concord verify \(hostile) -j1 --certificate \(hostile).json",
                    "concord export \(hostile)/tiny/d5/seed-1 --to csv -o \(hostile).csv",
                    "concord replay \(hostile)/tiny/d5/seed-1 --agent \(hostile)",
                    "concord replay \(hostile)/tiny/d5/seed-1 --agent wide -o \(hostile).svg",
                    "concord evaluate \(hostile)/tiny/d5/seed-1 --worlds \(hostile)",
                    "concord inspect \(hostile)/tiny/d5/seed-1 \(hostile)",
                    "concord inspect \(hostile)/tiny/d5/seed-1 spec", "concord inspect \(hostile)/tiny/d5/seed-1",
                    "concord resume \(hostile)/tiny/d5/seed-1 --explain",
                    "concord bundle \(hostile) -o \(hostile).tar -j1",
                    "concord diff \(hostile)/tiny/d5/seed-1 \(hostile)/tiny/d5/seed-2",
                    "concord explain \(hostile)", "concord list \(hostile)", "concord new \(hostile)",
                    "concord run about.yaml -j \(hostile)", "concord report . --expected \(hostile)",
                ], in: directory, isColored: isColored)
            #expect(count > 60, "the payload was met \(count) times only")
            // The study, an agent and an arm are called alike: one mistake in three places.
            for (file, hasOthers) in [("names", true), ("sweep", false)] {
                let outcome = try BuiltProgram.run("concord check \(file).yaml", in: directory)
                #expect(outcome.exitCode == 2)
                #expect(outcome.output.components(separatedBy: "error[spec/bad-name]").count == 2, "\(file)")
                #expect(outcome.output.contains("2 more places are like it") == hasOthers, "\(file)")
            }
            let words = try Self.survey(
                ["concord \(hostile)", "concord help \(hostile)", "concord run --\(hostile)"], in: directory)
            #expect(words >= 3)
        }
    }

    @Test("in records, plans, locks and checkpoints that somebody changed", arguments: [false, true])
    func stores(isColored: Bool) throws {
        try BuiltProgram.withScratchDirectory(files: Self.study) { directory in
            let run = try BuiltProgram.run("concord run tiny.yaml -j1 --seed 1", in: directory)
            try #require(run.exitCode == 0, "\(run.errors)")
            let cell = directory + "/checkpoints/tiny/d5/seed-1"
            // Resealed: attributes, names of groups and the spec's text are the forger's.
            let file = ArchiveFile(cell + "/round-000020.h5")
            var (header, tree) = try file.read()
            tree.annotate("", "about", .text(Self.payload))
            tree.annotate("agents/wide", "about", .text(Self.payload))
            tree.insert(.text(ArchiveText(Self.payload)), at: "agents/wide/note")
            tree.insert(.text(ArchiveText("name: \(Self.payload)\n")), at: "spec")
            for path in ["forged.h5", "again.h5"] {
                try ArchiveFile(directory + "/" + path).write(tree, entries: header.entries)
                tree.insert(.text(ArchiveText(Self.payload + "2")), at: "agents/wide/note")
            }
            try file.write(tree, entries: header.entries)
            header = try file.header()
            // The other arm's record and plan, and a lock that another process holds.
            let other = directory + "/checkpoints/tiny/nofed/seed-1"
            for name in ["plan.json", "metrics.jsonl"] {
                let text = try String(contentsOfFile: "\(other)/\(name)", encoding: .utf8)
                try text.replacing("\"wide\"", with: "\"\(Self.escaped)\"").replacing(
                    "\"nofed\"", with: "\"\(Self.escaped)\""
                )
                .replacing("training_return", with: Self.escaped)
                .write(toFile: "\(other)/\(name)", atomically: true, encoding: .utf8)
            }
            // A store written by hand, as long as its plans are believed.
            try FileManager.default.copyItem(atPath: Self.sample, toPath: directory + "/store")
            try FileManager.default.moveItem(atPath: directory + "/store/sample", toPath: directory + "/store/by-hand")
            for arm in ["d5", "nofed"] {
                let path = "\(directory)/store/by-hand/\(arm)/seed-20/plan.json"
                let text = try String(contentsOfFile: path, encoding: .utf8)
                try text.replacing("\"a1\"", with: "\"=\(Self.escaped)\"")
                    .replacing("\"\(arm)\"", with: "\"=\(Self.escaped)\(arm)\"")
                    .write(toFile: path, atomically: true, encoding: .utf8)
            }
            try
                #"{"source": "\#(Self.escaped)", "values": [{"arm": "\#(Self.escaped)", "value": 1, "statistic": "mean_all"}]}"#
                .write(toFile: directory + "/expected.json", atomically: true, encoding: .utf8)
            let held =
                #"printf '{"process": 1, "host": "\#(Self.escaped.replacing("\\", with: "\\\\"))", "since": "\#(Self.escaped.replacing("\\", with: "\\\\"))"}' > checkpoints/tiny/d5/seed-1/lock"#
            let sheets = ["summary", "gains", "agents", "published", "bytes", "cells", "curves"].flatMap { sheet in
                ["", "--csv", "--latex", "--markdown", "--json"].map {
                    "concord report store --table \(sheet) \($0) --expected expected.json --svg"
                }
            }
            var count = try Self.survey(
                [
                    "concord inspect forged.h5", "concord inspect forged.h5 --json", "concord inspect forged.h5 spec",
                    "concord inspect forged.h5 spec --json", "concord inspect forged.h5 agents",
                    "concord inspect forged.h5 plan",
                    "concord inspect \(Self.foreign)", "concord inspect \(Self.foreign) --json",
                    "concord inspect \(Self.foreign) x", "concord diff forged.h5 again.h5",
                    "concord diff forged.h5 again.h5 --json",
                    "concord resume forged.h5 --explain", "concord resume forged.h5 --explain --json",
                    "concord export forged.h5 --to npz", "concord status checkpoints",
                    "concord status checkpoints --json",
                    "concord status tiny.yaml", "concord status store", "concord status store --json",
                    "concord report checkpoints", "concord cite checkpoints", "concord cite checkpoints --json",
                    "concord cite store", "concord verify checkpoints -j1", "concord verify checkpoints -j1 --json",
                    "concord plan tiny.yaml --against checkpoints", "concord run tiny.yaml --seed 1 -j1",
                    "concord export checkpoints/tiny/nofed/seed-1 --to csv",
                    "concord export checkpoints/tiny/nofed/seed-1 --to tensorboard",
                    "concord diff checkpoints/tiny/nofed/seed-1 checkpoints/tiny/d5/seed-1",
                    "\(held); flock checkpoints/tiny/d5/seed-1/lock concord run tiny.yaml --seed 1 --arm d5 -j1",
                ] + sheets, in: directory, isColored: isColored)
            for name in try FileManager.default.contentsOfDirectory(atPath: directory)
            where name.hasSuffix(".html") || name.hasSuffix(".svg") || name.hasSuffix(".csv") {
                let text = try String(contentsOfFile: directory + "/" + name, encoding: .utf8)
                #expect(Self.hidden(text, isColored: false).isEmpty, "\(name)")
                count += Self.shown(text)
            }
            #expect(count > 40, "the payload was met \(count) times only")
        }
    }

    @Test("JSON for people escapes whatever a terminal would not show, and reads back the same")
    func json() throws {
        let scalars = (1...0x10FFFF).lazy.compactMap { Unicode.Scalar(UInt32($0)) }.filter(VisibleText.isHidden)
        let text = String(String.UnicodeScalarView(scalars))
        let value = CanonicalValue.object([.init(text, .text(text))])
        #expect(!value.prettyJSON.unicodeScalars.contains { VisibleText.isHidden($0) && $0 != "\n" })
        #expect(try CanonicalValue(parsing: value.prettyJSON) == value)
        #expect(try CanonicalValue(parsing: VisibleText.json(value.json)) == value)
        #expect(scalars.count > 4000)
        // What is shown is the same everywhere: an emoji keeps its variation selector, a table's cell has what JSON has.
        let shown = "\u{26A0}\u{FE0F} \u{378} \u{600} e\u{301}"
        #expect(CanonicalValue.text(shown).prettyJSON == "\"\(shown)\"" && VisibleText.line(shown) == shown)
    }

    @Test("A text that imitates the marks of colors is spelled out, in color and without", arguments: [false, true])
    func marks(isColored: Bool) {
        let paint = Paint(isColored: isColored)
        let forged = "\u{FFFE}rforged\u{FFFF}"
        let spelled = "\\u{FFFE}rforged\\u{FFFF}"
        #expect(paint.plain(forged) == spelled)
        #expect(paint.shown(paint.red(forged)) == (isColored ? "\u{1B}[31m\(spelled)\u{1B}[0m" : spelled))
    }

    @Test("and ordinary texts stay what they are: accents, emoji, other scripts")
    func ordinary() throws {
        try BuiltProgram.withScratchDirectory(files: Self.study) { directory in
            let words = "größe, naïve ± 漢字 עברית ⚠️ 🎉 — done"
            let text = try String(contentsOfFile: directory + "/tiny.yaml", encoding: .utf8)
            try text.replacing(/about: .*/, with: "about: \(words)").write(
                toFile: directory + "/\(words).yaml", atomically: true, encoding: .utf8)
            let outcome = try BuiltProgram.run(
                "concord plan '\(words).yaml' --no-time; concord check '\(words).yaml'", in: directory)
            #expect(outcome.output.hasPrefix("tiny: \(words)\n"))
            #expect(outcome.errors.hasPrefix("\(words).yaml: "))
        }
    }
}
