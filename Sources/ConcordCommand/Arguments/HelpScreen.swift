import Diagnostics

/// Commands that belong together, in the program's help.
struct CommandGroup: Sendable {
    let heading: String
    let tables: [CommandTable]
}

extension [CommandGroup] {
    /// Characters of the longest command's name.
    var longestName: Int { flatMap(\.tables).map(\.name.count).max() ?? 0 }
}

/// Help screens, set in lines no longer than the terminal's.
struct HelpScreen {
    /// What the program is called.
    let program: String
    /// The longest line allowed, in characters.
    let width: Int
    let paint: Paint

    /// The screen of the program: every command with its sentence, in groups.
    func program(_ groups: [CommandGroup], summary: String) -> String {
        var text = wrapped(summary, indent: 0) + "\n" + heading("Usage") + "  \(program) COMMAND [options]\n"
        for group in groups {
            text += "\n" + heading(group.heading)
            text += list(group.tables.map { ($0.name, $0.summary) }, column: 4 + groups.longestName)
        }
        text += "\n" + heading("Options")
        text += list([
            ("-h, --help", "Show this help."),
            ("-V, --version", "Show the version; with --json, also what it was built from."),
        ])
        text += "\n" + heading("Exit codes")
        text += list(ExitCode.allCases.map { (String($0.rawValue), $0.meaning) }, column: 6)
        text +=
            "\n"
            + wrapped(
                "'\(program) COMMAND --help' tells more about one command, '\(program) explain TOPIC' about a word of specs.",
                indent: 0)
        return text
    }

    /// The screen of one command.
    func command(_ table: CommandTable) -> String {
        var text = wrapped(table.summary, indent: 0) + "\n" + heading("Usage") + "  \(Self.usage(table, of: program))\n"
        if !table.operands.isEmpty {
            text += "\n" + heading("Operands") + list(table.operands.map { ($0.name, Self.sentence(of: $0)) })
        }
        text += "\n" + heading("Options") + list(table.options.map { (Self.term(of: $0), Self.sentence(of: $0)) })
        if !table.examples.isEmpty {
            text += "\n" + heading("Examples") + table.examples.map { "  \(program) \($0)\n" }.joined()
        }
        if !table.details.isEmpty {
            text +=
                "\n"
                + table.details.split(separator: "\n", omittingEmptySubsequences: false)
                .map { $0.hasPrefix("  ") ? $0 + "\n" : wrapped(String($0), indent: 0) }.joined()
        }
        return text
    }

    /// One line: `concord run SPEC [options]`.
    static func usage(_ table: CommandTable, of program: String) -> String {
        let operands = table.operands.map { operand in
            let name = operand.name + (operand.repeats ? "…" : "")
            return " " + (operand.isOptional ? "[\(name)]" : name)
        }
        let passed = table.passes.map { " [-- \($0) arguments]" } ?? ""
        return "\(program) \(table.name)\(operands.joined()) [options]\(passed)"
    }

    static func term(of option: CommandTable.Option) -> String {
        let letter = option.letter.map { "-\($0), " } ?? ""
        return letter + option.dashed + (option.value.map { "=\($0.placeholder)" } ?? "")
    }

    static func sentence(of option: CommandTable.Option) -> String {
        var text = option.summary
        if case .choice(let words)? = option.value?.kind { text += " One of \(words.joined(separator: ", "))." }
        if option.repeats { text += " May be repeated." }
        return text
    }

    static func sentence(of operand: CommandTable.Operand) -> String {
        guard case .choice(let words) = operand.kind else { return operand.summary }
        return operand.summary + " One of \(words.joined(separator: ", "))."
    }

    private func heading(_ word: String) -> String { paint.bold(word) + "\n" }

    private func list(_ entries: [(term: String, sentence: String)], column: Int? = nil) -> String {
        let column = column ?? min(28, 4 + (entries.map(\.term.count).max() ?? 0))
        return entries.map { term, sentence in
            let lines = wrapped(sentence, indent: column)
            guard term.count + 4 <= column else { return "  \(term)\n\(lines)" }
            return "  " + term + lines.dropFirst(2 + term.count)
        }.joined()
    }

    private func wrapped(_ text: String, indent: Int) -> String {
        WrappedText.lines(text, width: width, indent: indent)
    }
}
