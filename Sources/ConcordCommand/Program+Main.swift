import Archive
import Config
import Determinism
import Experiment
import Federation
import Glibc

extension Program {
    private static let summary =
        "compiles experiment specs for federated reinforcement learning into plans and runs them to the same bits."

    /// Finds the command of the process' own words, checks these, runs it, and exits with the code that says how it went.
    public func main() -> Never {
        // A write beyond the file size limit is to fail like one on a full disk, with the file's name, and not to kill.
        signal(SIGXFSZ, SIG_IGN)
        Console.claimDescriptors()
        let words = Array(CommandLine.arguments.dropFirst())
        if words.first == ForeignReading.word { exit(ForeignReading.answer(Array(words.dropFirst()))) }
        LastWords.prepare()
        exit(run(words).rawValue)
    }

    private func run(_ words: [String]) -> ExitCode {
        // Of processes that share a run the first one speaks, and has the exit code.
        let isFollower = SharedRun.commands.contains(words.first ?? "") && (Launch.current?.rank ?? 0) > 0
        if let refusal = ProgramFacts.instructionSetRefusal { return complain(UsageError(refusal, table: nil)) }
        do {
            guard let first = words.first else {
                let console = Console(self)
                console.say(painted: screen(console.width, console.errorPaint).program(tableGroups, summary: sentence))
                return .usage
            }
            switch first {
            case "--help", "-h", "help":
                return try showHelp(Array(words.dropFirst()))
            case "--version", "-V", "version":
                return try showVersion(Array(words.dropFirst()))
            default:
                return try run(command(first), Array(words.dropFirst()), isSilent: isFollower)
            }
        } catch {
            return isFollower ? .done : complain(error)
        }
    }

    private func run(
        _ command: any Command.Type, _ words: [String], isSilent: Bool
    ) throws(UsageError) -> ExitCode {
        let table = table(of: command)
        let arguments = try ParsedArguments(words, table: table)
        let console = Console(
            self, coloring: arguments.value("color").flatMap(Console.Coloring.init) ?? .auto,
            isQuiet: arguments.flag("quiet"), isSilent: isSilent)
        if arguments.flag("help") {
            console.print(painted: screen(console.width, console.outputPaint).command(table))
            return console.outcome(of: .done)
        }
        let ready = try command.init(arguments)
        do {
            return console.outcome(of: try ready.run(console))
        } catch is SpecMistakes {
            return console.outcome(of: .mistakes)
        } catch let error as UsageError {
            // Some words can only be judged by what they name, such as an arm's.
            console.flush()
            throw error
        } catch {
            console.complain("\(error)")
            return console.outcome(of: .failed)
        }
    }

    /// What it does.
    private var sentence: String { (name == "concord" ? "Concord" : name) + " " + Self.summary }

    private func screen(_ width: Int, _ paint: Paint) -> HelpScreen {
        HelpScreen(program: name, width: width, paint: paint)
    }

    private func command(_ name: String) throws(UsageError) -> any Command.Type {
        guard let command = Commands.all.first(where: { $0.table.name == name }) else {
            throw UsageError(
                "there is no command '\(name)'" + suggestion(for: name, among: tables.map(\.name)), table: nil)
        }
        return command
    }

    private func showHelp(_ words: [String]) throws(UsageError) -> ExitCode {
        let isManual = words.contains("--man")
        let commands = words.filter { $0 != "--man" }
        if let extra = commands.dropFirst().first { throw UsageError("help does not take '\(extra)'", table: nil) }
        if let option = commands.first, option.hasPrefix("-"), !["--help", "-h"].contains(option) {
            throw UsageError("help has no option '\(option)'", table: nil)
        }
        var asked: CommandTable?
        if let name = commands.first, !name.hasPrefix("-") { asked = table(of: try command(name)) }
        let console = Console(self)
        let screen = screen(console.width, console.outputPaint)
        if isManual {
            // Of one command, the page has that one alone.
            let groups = tableGroups.compactMap { group -> CommandGroup? in
                let tables = group.tables.filter { asked == nil || $0.name == asked?.name }
                return tables.isEmpty ? nil : CommandGroup(heading: group.heading, tables: tables)
            }
            console.print(ManualPage(program: name, version: version).text(groups, summary: sentence))
        } else if let asked {
            console.print(painted: screen.command(asked))
        } else {
            console.print(painted: screen.program(tableGroups, summary: sentence))
        }
        return console.outcome(of: .done)
    }

    private func showVersion(_ words: [String]) throws(UsageError) -> ExitCode {
        if let wrong = words.first(where: { $0 != "--json" }) ?? words.dropFirst().first {
            throw UsageError("version does not take '\(wrong)'; --json has what it was built from, too", table: nil)
        }
        let console = Console(self)
        guard !words.isEmpty else {
            console.print("\(name) \(version)\n")
            return console.outcome(of: .done)
        }
        do throws(ArchiveError) {
            let facts = try ProgramFacts().value.setting("name", to: .text(name)).setting("version", to: .text(version))
            console.print(facts.prettyJSON + "\n")
            return console.outcome(of: .done)
        } catch {
            console.complain("\(error)")
            return console.outcome(of: .failed)
        }
    }

    private func complain(_ error: UsageError) -> ExitCode {
        let console = Console(self)
        let help =
            error.table.map { "Usage: \(HelpScreen.usage($0, of: name))\nTry '\(name) \($0.name) --help'.\n" }
            ?? "Try '\(name) --help'.\n"
        console.complain(error.message, help)
        return .usage
    }
}
