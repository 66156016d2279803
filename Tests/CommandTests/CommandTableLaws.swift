import Config
import Experiment
import Foundation
import Testing

@testable import ConcordCommand

@Suite("What the tables of commands say")
struct CommandTableLaws {
    private static let tables = Program("concord", version: "1").tables

    /// The words that a shell gives a program; redirections and what other programs get are no part of them.
    private func words(_ line: String) -> [String] {
        var words: [String] = []
        for word in line.split(separator: " ").map(String.init) {
            if [">", "<", "|"].contains(word) { break }
            words.append(word)
        }
        return words
    }

    @Test("Every command has examples, of its own, that its table takes")
    func examples() throws {
        for table in Self.tables {
            #expect(!table.examples.isEmpty, "\(table.name)")
            for example in table.examples {
                let words = words(example)
                #expect(words.first == table.name)
                let command = try #require(Commands.all.first { $0.table.name == table.name })
                do throws(UsageError) {
                    _ = try command.init(try ParsedArguments(Array(words.dropFirst()), table: table))
                } catch {
                    Issue.record("\(example): \(error.message)")
                }
            }
        }
    }

    @Test("Arms, seeds and cells are completed from the study wherever they are asked for, and a seed is a number")
    func parts() throws {
        var count = 0
        for table in Self.tables {
            for (name, part) in [("arm", StudyPart.arms), ("seed", .seeds), ("cell", .cells)] {
                guard let value = table.options.first(where: { $0.name == name })?.value else { continue }
                count += 1
                guard case .part(part) = value.kind else {
                    Issue.record("\(table.name) --\(name) is not completed from a study")
                    continue
                }
                let complaint = value.kind.complaint(about: "x")
                #expect(complaint == (part == .seeds ? "'x' is not a whole number" : nil))
            }
        }
        #expect(count > 10)
        #expect(CommandTable.ValueKind.part(.seeds).complaint(about: "-1") == "-1 is less than 0")
    }

    @Test("Every sentence of a help is whole: it ends with a full stop")
    func sentences() {
        for table in Self.tables {
            let sentences =
                [table.summary] + table.operands.map(\.summary) + table.options.map(\.summary)
                + table.details.components(separatedBy: "\n\n").filter { !$0.isEmpty }
            for sentence in sentences {
                // A paragraph may end with a line to be copied.
                let last = sentence.split(separator: "\n").last ?? ""
                #expect(
                    sentence.hasSuffix(".") || last.hasPrefix("  ") || last.contains("   "),
                    "\(table.name): \(sentence)")
            }
        }
    }

    @Test("Options of which one would say nothing beside the other are refused together, by name")
    func exclusions() throws {
        var count = 0
        for table in Self.tables {
            for pair in table.exclusions {
                count += 1
                let words = try [pair.one, pair.other].map { name in
                    let option = try #require(table.options.first { $0.name == name }, "\(table.name) has no --\(name)")
                    return option.value == nil ? option.dashed : "\(option.dashed)=1"
                }
                let error = #expect(throws: UsageError.self) {
                    try ParsedArguments(words + table.operands.map { _ in "x" }, table: table)
                }
                #expect(error?.message == "--\(pair.one) and --\(pair.other) exclude each other")
            }
        }
        #expect(count > 3)
    }

    @Test("Options that say nothing without another one are refused alone, by name, and taken with it")
    func needs() throws {
        var count = 0
        for table in Self.tables {
            for need in table.needs {
                count += 1
                func word(_ name: String) throws -> String {
                    let option = try #require(table.options.first { $0.name == name }, "\(table.name) has no --\(name)")
                    return option.value == nil ? option.dashed : "\(option.dashed)=1"
                }
                let operands = table.operands.map { operand in
                    if case .choice(let words) = operand.kind { words[0] } else { "x" }
                }
                let alone = try [word(need.option)] + operands
                let error = #expect(throws: UsageError.self) { try ParsedArguments(alone, table: table) }
                #expect(error?.message == need.complaint)
                for other in need.others {
                    let both = try alone + [word(other)]
                    #expect(throws: Never.self) { _ = try ParsedArguments(both, table: table) }
                }
            }
        }
        #expect(count > 3)
    }

    @Test(
        "Options that would be ignored are refused",
        arguments: [
            "cite x -j4", "cite x --inputs y", "new fedhpd --replace", "schema --replace", "attest x --replace",
            "verify x --replace", "export x --to csv --no-times", "export x --to npz --no-times",
            "replay x --still 1 --speed 2", "plan x.yaml --values --store y",
            "plan x.yaml --against y --no-time --store z", "report x --svg -o -",
        ])
    func ignored(line: String) throws {
        try BuiltProgram.withScratchDirectory(files: nil) { directory in
            let outcome = try BuiltProgram.run("concord \(line); c=$?; ls; exit $c", in: directory)
            #expect(outcome.exitCode == 64 && outcome.output.isEmpty, "\(outcome.output)\(outcome.errors)")
            #expect(outcome.errors.contains("--"), "\(outcome.errors)")
        }
    }

    @Test("An experiment's name is no kind, and its runs are named by the store that has them")
    func experiments() throws {
        try BuiltProgram.withScratchDirectory(files: nil) { directory in
            let outcome = try BuiltProgram.run("mkdir -p checkpoints/tiny; concord cite tiny", in: directory)
            #expect(outcome.exitCode == 64 && outcome.errors.contains("named as checkpoints/tiny"), "\(outcome.errors)")
            let none = try BuiltProgram.run("concord cite tinier", in: directory)
            #expect(none.exitCode == 64 && !none.errors.contains("checkpoints"), "\(none.errors)")
        }
    }

    @Test(
        "An option that is about runs is refused where a word of the language is cited, one about a spec's store without a spec"
    )
    func aboutRuns() throws {
        try BuiltProgram.withScratchDirectory(files: nil) { directory in
            _ = try BuiltProgram.run("mkdir fedhpd all", in: directory)
            for option in Cite.table.options where Cite.table.ownOptions.contains(option.name) {
                let word = option.value == nil ? option.dashed : "\(option.dashed)=1"
                for kind in ["fedhpd", "all", "cartpole", "concord"] {
                    let outcome = try BuiltProgram.run("concord cite \(kind) \(word)", in: directory)
                    #expect(
                        outcome.exitCode == 64 && outcome.output.isEmpty && outcome.errors.contains(option.dashed),
                        "\(kind) \(word): \(outcome.errors)")
                }
            }
            // A directory of the name of a kind is named by its path.
            let kind = try BuiltProgram.run("concord cite fedhpd", in: directory)
            #expect(kind.exitCode == 0 && kind.output.contains("@") && kind.errors.contains("./fedhpd"))
            let place = try BuiltProgram.run("concord cite ./fedhpd", in: directory)
            #expect(place.exitCode == 1 && place.errors.contains("no runs"), "\(place.errors)")
            for table in Self.tables where table.options.contains(where: { $0.name == "store" }) {
                guard table.operands.contains(where: { $0.name.contains("DIR") }) else { continue }
                let outcome = try BuiltProgram.run("concord \(table.name) ./fedhpd --store=x", in: directory)
                #expect(outcome.exitCode == 64 && outcome.errors.contains("--store"), "\(table.name)")
            }
        }
    }

    @Test("Every list of an explanation is told once, of every word of the language")
    func toldOnce() throws {
        let language = Program("concord", version: "1").language
        let vocabulary = Vocabulary(language.spec)
        let words = GrammarTopic.all.flatMap { [$0.name] + $0.synonyms } + vocabulary.words
        for word in Set(words).sorted() {
            let page = try #require(Explain.page(of: word, in: language), "\(word)")
            // Lists stand below the sentence of their key.
            var lists: [[Substring]] = [[]]
            for line in page.split(separator: "\n") {
                if line.hasPrefix("        "), !line.hasPrefix("         "), !line.contains("the same as of") {
                    lists[lists.count - 1].append(line)
                } else if lists.last?.isEmpty == false {
                    lists.append([])
                }
            }
            let told = lists.filter { !$0.isEmpty }
            #expect(Set(told).count == told.count, "\(word): \(told.filter { list in told.count { $0 == list } > 1 })")
        }
    }

    @Test("Every command stands in one group, and every option that takes a kind of a catalogue is completed from it")
    func groups() {
        #expect(Set(Self.tables.map(\.name)).count == Self.tables.count)
        for table in Self.tables {
            for kind in table.operands.map(\.kind) + table.options.compactMap({ $0.value?.kind }) {
                if case .word = kind { Issue.record("\(table.name): the words of a language are not filled in") }
            }
        }
    }

    @Test("--quiet leaves out talk and keeps what was asked for and what went wrong")
    func quiet() throws {
        let files = BuiltProgram.repository + "/Tests/CommandTests/Golden/run-study/files"
        try BuiltProgram.withScratchDirectory(files: files) { directory in
            let run = try BuiltProgram.run("concord run tiny.yaml --quiet --json -j1", in: directory)
            #expect(run.exitCode == 0 && run.errors.isEmpty && run.output.contains("finished"), "\(run.errors)")
            let check = try BuiltProgram.run("concord check tiny.yaml -q", in: directory)
            #expect(check.output.isEmpty && check.errors.isEmpty && check.exitCode == 0)
            let wrong = try BuiltProgram.run("sed s/rounds:/ronds:/ tiny.yaml | concord run - -q", in: directory)
            #expect(wrong.errors.contains("ronds") && wrong.errors.contains("<stdin>:") && wrong.exitCode == 2)
        }
    }

    @Test("- is standard input for specs and standard output for results")
    func streams() throws {
        let files = BuiltProgram.repository + "/Tests/CommandTests/Golden/run-study/files"
        try BuiltProgram.withScratchDirectory(files: files) { directory in
            let run = try BuiltProgram.run(
                "concord run - -j1 < tiny.yaml && concord status - < tiny.yaml", in: directory)
            #expect(run.exitCode == 0 && run.output.contains("finished"), "\(run.errors)")
            let watched = try BuiltProgram.run("timeout 20 concord status checkpoints --watch", in: directory)
            #expect(watched.exitCode == 0 && watched.output.contains("done"), "\(watched.output)")
            let report = try BuiltProgram.run(
                "concord report checkpoints -o - 2>/dev/null | head -c 15; concord export checkpoints/tiny/d5/seed-1 --to csv -o - "
                    + "2>/dev/null | head -n 1; concord replay checkpoints/tiny/d5/seed-1 --agent wide -o - 2>/dev/null | head -c 4; "
                    + "ls -- - 2>&1", in: directory)
            #expect(report.output.hasPrefix("<!DOCTYPE html>"), "\(report.output)")
            #expect(report.output.contains("<svg"), "\(report.output)")
            #expect(report.output.contains("No such file"))
            let large = try BuiltProgram.run("head -c 5000000 /dev/zero | concord check -", in: directory)
            #expect(large.exitCode == 2 && (large.output + large.errors).contains("4194304"))
        }
    }

    @Test("The manual page has every command and option, and man shows it without a complaint")
    func manual() throws {
        try BuiltProgram.withScratchDirectory(files: nil) { directory in
            let page = try BuiltProgram.run("concord help --man", in: directory)
            for table in Self.tables {
                #expect(page.output.contains(".SS concord \(table.name)"))
            }
            let checked = try BuiltProgram.run(
                "if command -v groff >/dev/null; then concord help --man | groff -k -man -Tutf8 -ww 2>&1 >/dev/null; fi",
                in: directory)
            #expect(checked.output.isEmpty, "\(checked.output)")
        }
    }

    @Test("The manual page of a command is that command's alone, and help takes no other words")
    func manualOfOne() throws {
        try BuiltProgram.withScratchDirectory(files: nil) { directory in
            for words in ["help check --man", "help --man check", "--help check --man"] {
                let page = try BuiltProgram.run("concord \(words)", in: directory)
                #expect(
                    page.output.contains(".SS concord check") && !page.output.contains(".SS concord run"), "\(words)")
            }
            for words in ["help check run", "help --men", "help chek"] {
                let wrong = try BuiltProgram.run("concord \(words)", in: directory)
                #expect(wrong.exitCode == 64 && wrong.output.isEmpty, "\(words)")
            }
        }
    }

    @Test("Standard input is read once, also by what reads several files")
    func once() throws {
        try BuiltProgram.withScratchDirectory(files: nil) { directory in
            let outcome = try BuiltProgram.run(
                "concord new fedhpd > spec.yaml; concord check - - < spec.yaml; echo $?; concord attest - - < spec.yaml; echo $?; "
                    + "echo '{}' | concord attest -; echo $?", in: directory)
            #expect(outcome.output == "64\n64\n1\n")
            #expect(outcome.errors.contains("'-' is standard input, which is read once"))
            #expect(outcome.errors.contains("-: ") && !outcome.errors.contains("no such file"), "\(outcome.errors)")
        }
    }
}
