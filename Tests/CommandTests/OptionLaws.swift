import Foundation
import Testing

@testable import ConcordCommand

/// Hostile words for every option and operand of every command, read off the tables that the commands are parsed by: a new
/// option is under the laws.
@Suite("Every option of every command")
struct OptionLaws {
    /// One option of one command.
    struct Place: Sendable, CustomTestStringConvertible {
        let command: any Command.Type
        let option: CommandTable.Option
        var testDescription: String { "\(command.table.name) \(option.dashed)" }
    }

    static let places = Commands.all.flatMap { command in
        command.table.options.filter { $0.value != nil }.map { Place(command: command, option: $0) }
    }

    static let hostile = [
        "", " ", "0", "-1", "1", "+1", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e18",
        "1e400",
        "nan", "inf", "-inf", "0x10", "1.5", "1/0", "0/1", "1/1", "2/1", "1/9223372036854775807", "-1/2", "1/2/3", "/",
        "..",
        "1..9223372036854775807", "9223372036854775807..9223372036854775807", "0..1", "2..1", "1..", "..1", "1e308P",
        "1P",
        "0G", "-1G", "nanG", "G", "5e-324", "--", "-", "%s%n", "\u{1B}[31m", "\u{202E}", "ẞ\u{301}",
        String(repeating: "9", count: 5000), String(repeating: "x/", count: 5000),
    ]

    /// Operands that a command takes, so that its options are what is looked at.
    private static func operands(of command: any Command.Type) -> [String] {
        command.table.operands.map { operand in
            if case .choice(let words) = operand.kind { words[0] } else { operand.name == "TOPIC" ? "fedhpd" : "here" }
        }
    }

    @Test("takes a word or says what is wrong with it, and integers are held against their range", arguments: places)
    func parsing(place: Place) throws {
        let needed = place.command.table.needs.filter { $0.option == place.option.name }
            .flatMap { $0.others.prefix(1) }.map { "--" + $0 }
        for word in Self.hostile {
            for words in [["\(place.option.dashed)=\(word)"], [place.option.dashed, word]] {
                do throws(UsageError) {
                    let arguments = try ParsedArguments(
                        needed + words + Self.operands(of: place.command), table: place.command.table)
                    _ = try place.command.init(arguments)
                    if case .integer(let range)? = place.option.value?.kind {
                        #expect(arguments.integer(place.option.name).map(range.contains) == true, "\(word) is taken")
                    }
                } catch {
                    #expect(!error.message.isEmpty && !error.message.contains("\n"))
                }
            }
        }
    }

    /// Words that are numbers to somebody.
    private static let numbers = [
        "0", "1", "-1", "9223372036854775807", "1e18", "nan", "1/1", "1/9223372036854775807", "1..9223372036854775807",
        "9223372036854775807..9223372036854775807", "1P", "5e-324",
    ]

    @Test("There are options that take words, in most commands")
    func some() {
        #expect(Self.places.count > 20)
        #expect(Set(Self.places.map { $0.command.table.name }).count > Commands.all.count / 2)
    }

    @Test(
        "ends the built program in time, by an exit code that is documented",
        arguments: Commands.all.map { $0.table.name })
    func running(name: String) throws {
        let command = try #require(Commands.all.first { $0.table.name == name })
        // A number may well be the name of a file or directory.
        let places = Self.places.filter { place in
            guard place.command == command, place.option.name != "color" else { return false }
            if case .file? = place.option.value?.kind { return false }
            if case .directory? = place.option.value?.kind { return false }
            return true
        }
        guard !places.isEmpty else { return }
        let study = BuiltProgram.repository + "/Tests/CommandTests/Golden/run-study/files"
        try BuiltProgram.withScratchDirectory(files: study) { directory in
            let run = try BuiltProgram.run("concord run tiny.yaml --seed 1 --arm d5 -j1", in: directory)
            try #require(run.exitCode == 0, "\(run.errors)")
            let operands = command.table.operands.filter { !$0.isOptional }.map { operand in
                switch operand.kind {
                case .spec: "tiny.yaml"
                case .choice(let words): words[0]
                case .text: operand.name == "METHOD" ? "fedhpd" : "cartpole"
                default: "checkpoints/tiny/d5/seed-1"
                }
            }.joined(separator: " ")
            // What an option needs besides, to be looked at.
            let needed = [
                "cite": "--verify", "export": "--to csv", "replay": "--agent deep", "bench": "--part start-up",
                "submit": "--dry-run",
            ]
            let besides = needed[name] ?? ""
            for place in places {
                let ends: [String] =
                    if case .integer(let range)? = place.option.value?.kind {
                        ["\(range.lowerBound)", "\(range.upperBound)"]
                    } else { [] }
                for word in Self.numbers + ends {
                    let isGiven = besides.hasPrefix(place.option.dashed + " ")
                    let line = "concord \(name) \(operands) \(isGiven ? "" : besides) '\(place.option.dashed)=\(word)'"
                    let outcome = try BuiltProgram.run("timeout -k 5 10 \(line) < /dev/null", in: directory)
                    // 124: asked to end after ten seconds, and ended.
                    #expect(
                        [0, 1, 2, 3, 64, 75, 124].contains(outcome.exitCode),
                        "\(line): \(outcome.exitCode) \(outcome.errors.suffix(500))")
                }
            }
        }
    }
}
