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
            An older schema is replaced; any other file that is there already is left alone, unless --replace is said.
            """,
        examples: ["schema -o spec.schema.json"],
        options: [.value("output", letter: "o", "FILE", .output, "Where to; standard output unless told."), .replace],
        needs: [.init("replace", ["output"])])

    private let output: String?
    private let place: Output

    init(_ arguments: ParsedArguments) {
        output = arguments.value("output")
        place = Output(arguments)
    }

    func run(_ console: Console) throws -> ExitCode {
        let text = SpecSchema.document(in: console.program.language).prettyJSON + "\n"
        guard let output else {
            console.print(text)
            return .done
        }
        let file = try place.file(output) { Output.isJSON($0, with: "title", SpecSchema.title) }
        try file.write(Array(text.utf8))
        console.confirm(file, "the schema of version \(SpecLanguage.version)")
        return .done
    }
}
