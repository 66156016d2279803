import Archive
import Experiment
import Glibc

/// The program: finds the command, checks its words, runs it, and turns how it went into an exit code.
@main
enum Program {
    private static let summary =
        "Concord compiles experiment specs for federated reinforcement learning into plans and runs them to the same bits."

    static func main() {
        // A write beyond the file size limit is to fail like one on a full disk, with the file's name, and not to kill.
        signal(SIGXFSZ, SIG_IGN)
        Console.claimDescriptors()
        let words = Array(CommandLine.arguments.dropFirst())
        if words.first == ForeignReading.word { exit(ForeignReading.answer(Array(words.dropFirst()))) }
        LastWords.prepare()
        let code = run(words)
        exit(code.rawValue)
    }

    private static func run(_ words: [String]) -> ExitCode {
        if let refusal = ProgramFacts.instructionSetRefusal { return complain(UsageError(refusal, table: nil)) }
        do {
            guard let first = words.first else {
                let console = Console(coloring: .auto)
                console.say(
                    painted: HelpScreen(width: console.width, paint: console.errorPaint).program(
                        tables, summary: summary))
                return .usage
            }
            switch first {
            case "--help", "-h", "help":
                return try showHelp(of: words.dropFirst().first)
            case "--version":
                let console = Console(coloring: .auto)
                console.print("concord \(Concord.version)\n")
                return console.outcome(of: .done)
            default:
                return try run(command(first), Array(words.dropFirst()))
            }
        } catch {
            return complain(error)
        }
    }

    private static func run(_ command: any Command.Type, _ words: [String]) throws(UsageError) -> ExitCode {
        let arguments = try ParsedArguments(words, table: command.table)
        let console = Console(coloring: arguments.value("color").flatMap(Console.Coloring.init) ?? .auto)
        if arguments.flag("help") {
            console.print(painted: HelpScreen(width: console.width, paint: console.outputPaint).command(command.table))
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

    private static var tables: [CommandTable] { Commands.all.map { $0.table } }

    private static func command(_ name: String) throws(UsageError) -> any Command.Type {
        guard let command = Commands.all.first(where: { $0.table.name == name }) else {
            throw UsageError(
                "there is no command '\(name)'" + suggestion(for: name, among: tables.map(\.name)), table: nil)
        }
        return command
    }

    private static func showHelp(of name: String?) throws(UsageError) -> ExitCode {
        let console = Console(coloring: .auto)
        let screen = HelpScreen(width: console.width, paint: console.outputPaint)
        if let name, !name.hasPrefix("-") {
            console.print(painted: screen.command(try command(name).table))
        } else {
            console.print(painted: screen.program(tables, summary: summary))
        }
        return console.outcome(of: .done)
    }

    private static func complain(_ error: UsageError) -> ExitCode {
        let console = Console(coloring: .auto)
        let help =
            error.table.map { "Usage: \(HelpScreen.usage($0))\nTry 'concord \($0.name) --help'.\n" }
            ?? "Try 'concord --help'.\n"
        console.complain(error.message, help)
        return .usage
    }
}
