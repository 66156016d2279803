/// Prints a completion script for a shell.
struct Completions: Command {
    static let table = CommandTable(
        "completions", "Print a script that completes commands, options and files in a shell.",
        details: """
            For the current session:
              bash    source <(concord completions bash)
              zsh     source <(concord completions zsh)
              fish    concord completions fish | source
            """,
        examples: ["completions bash", "completions fish"],
        operands: [.init("SHELL", .choice(ShellCompletions.allCases.map(\.rawValue)), "The shell to complete for.")])

    private let shell: String

    init(_ arguments: ParsedArguments) {
        shell = arguments.required("SHELL")
    }

    func run(_ console: Console) -> ExitCode {
        guard let completions = ShellCompletions(rawValue: shell) else { return .usage }
        console.print(completions.script(console.program.tables, of: console.program.name))
        return .done
    }
}
