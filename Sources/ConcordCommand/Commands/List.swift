import Config
import Determinism
import Diagnostics
import Experiment
import Report

/// Lists what a spec can name.
struct List: Command {
    static let table = CommandTable(
        "list",
        "List what a spec can name: methods, learners, environments and all other kinds; and the language's rules.",
        examples: ["list", "list methods", "list environments --json"],
        operands: [
            .init(
                "WHAT", .word(of: .catalogue), "A catalogue, such as methods; all of them unless told.",
                isOptional: true)
        ],
        options: [.json])

    private let noun: String?
    private let isJSON: Bool

    init(_ arguments: ParsedArguments) {
        noun = arguments.operand("WHAT")
        isJSON = arguments.flag("json")
    }

    func run(_ console: Console) throws -> ExitCode {
        var chosen = console.program.language.catalogues
        if let noun {
            guard let choices = console.program.language.catalogue(named: noun) else {
                let known = chosen.map { Vocabulary.plural(of: $0.noun) }
                throw UsageError(
                    "there is no catalogue '\(noun)', but \(known.joined(separator: ", "))"
                        + suggestion(for: noun, among: known), table: Self.table)
            }
            chosen = [choices]
        }
        var table = Report.Table(
            "Kinds",
            columns: [.text("catalogue", key: "catalogue"), .text("kind", key: "kind"), .text("", key: "summary")])
        for choices in chosen {
            for component in choices.components {
                table.append([
                    .text(Vocabulary.plural(of: choices.noun)), .text(component.kind), .text(component.summary),
                ])
            }
        }
        if isJSON {
            console.print(table.json.prettyJSON + "\n")
        } else if let width = console.lineWidth {
            console.print(chosen.map { Self.page($0, width: width) }.joined(separator: "\n"))
        } else {
            console.print(table)
        }
        return .done
    }

    /// A catalogue for a terminal: its name, and every kind with a sentence.
    private static func page(_ choices: Choices, width: Int) -> String {
        let column = 2 + (choices.components.map(\.kind.count).max() ?? 0) + 2
        let lines = choices.components.map { component in
            let head = "  \(component.kind)" + String(repeating: " ", count: column - component.kind.count - 2)
            // Where names leave no room, sentences begin below them.
            return column <= width / 2
                ? head + WrappedText.lines(component.summary, width: width, hanging: column, used: column)
                : "  \(component.kind)\n" + WrappedText.lines(component.summary, width: width, indent: 6)
        }
        return "\(Vocabulary.plural(of: choices.noun))\n" + lines.joined()
    }
}
