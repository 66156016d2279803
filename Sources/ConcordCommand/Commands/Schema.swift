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
            An older schema is replaced; any other file that is there already is left alone.
            """,
        examples: ["schema -o spec.schema.json"],
        options: [.value("output", letter: "o", "FILE", .file, "Where to; standard output unless told.")])

    private let output: String?

    init(_ arguments: ParsedArguments) {
        output = arguments.value("output")
    }

    /// Whether a file is what this command writes, of whatever version.
    private static func isSchema(_ bytes: [UInt8]) -> Bool {
        do throws(CanonicalValue.ParsingError) {
            return try CanonicalValue(parsing: String(decoding: bytes, as: UTF8.self))["title"]
                == .text(SpecSchema.title)
        } catch { return false }
    }

    func run(_ console: Console) throws -> ExitCode {
        let text = SpecSchema.document(in: console.program.language).prettyJSON + "\n"
        guard let output else {
            console.print(text)
            return .done
        }
        let file = try OutputFile(output, replacing: Self.isSchema)
        try file.write(Array(text.utf8))
        console.confirm(file, "the schema of version \(SpecLanguage.version)")
        return .done
    }
}
