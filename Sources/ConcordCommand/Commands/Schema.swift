import Config
import Determinism
import Experiment

/// Prints the JSON Schema of the spec language.
struct Schema: Command {
    static let table = CommandTable(
        "schema", "Print the JSON Schema of the spec language, for editors.",
        details: """
            With the YAML language server (VS Code, Neovim, Emacs …), write it to a file and put this line at the top of \
            a spec:
              # yaml-language-server: $schema=spec.schema.json
            """)

    init(_ arguments: ParsedArguments) {}

    func run(_ console: Console) -> ExitCode {
        console.print(
            JSONSchema.document(console.program.language.spec, title: "A Concord experiment").prettyJSON + "\n")
        return .done
    }
}
