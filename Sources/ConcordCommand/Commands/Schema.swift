import Archive
import Config
import Determinism
import Experiment

/// Prints the JSON Schema of the spec language.
struct Schema: Command {
    static let table = CommandTable(
        "schema", "Print the JSON Schema of the spec language, for editors.",
        details: """
            With the YAML language server (VS Code, Neovim, Emacs …), put this line at the top of a spec:
              # yaml-language-server: $schema=spec.schema.json
            """,
        examples: ["schema -o spec.schema.json"],
        options: [.value("output", letter: "o", "FILE", .file, "Where to; standard output unless told.")])

    private let output: String?

    init(_ arguments: ParsedArguments) {
        output = arguments.value("output")
    }

    func run(_ console: Console) throws -> ExitCode {
        let text = JSONSchema.document(console.program.language.spec, title: "A Concord experiment").prettyJSON + "\n"
        guard let output else {
            console.print(text)
            return .done
        }
        let file = try OutputFile(output)
        try file.write(Array(text.utf8))
        console.confirm(file, "the schema of version \(SpecLanguage.version)")
        return .done
    }
}
