/// The manual page of a program: all commands in one page, for `man`.
struct ManualPage {
    let program: String
    let version: String

    /// The page in roff, section 1.
    func text(_ groups: [CommandGroup], summary: String) -> String {
        var page = ".TH \(Self.escaped(program.uppercased())) 1 \"\" \"\(Self.escaped("\(program) \(version)"))\"\n"
        page += ".SH NAME\n\(Self.escaped(program)) \\- run federated reinforcement learning experiments\n"
        page += ".SH SYNOPSIS\n.B \(Self.escaped(program))\n.I COMMAND\n[options]\n"
        page += ".SH DESCRIPTION\n\(Self.paragraph(summary))"
        for group in groups {
            page += ".SH \(Self.escaped(group.heading.uppercased()))\n"
            for table in group.tables { page += command(table) }
        }
        page += ".SH EXIT STATUS\n"
        for code in ExitCode.allCases { page += ".TP\n.B \(code.rawValue)\n\(Self.paragraph(code.meaning))" }
        return page
    }

    private func command(_ table: CommandTable) -> String {
        var page = ".SS \(Self.escaped(HelpScreen.usage(table, of: program)))\n\(Self.paragraph(table.summary))"
        for operand in table.operands {
            page += ".TP\n.I \(Self.escaped(operand.name))\n\(Self.paragraph(HelpScreen.sentence(of: operand)))"
        }
        for option in table.options where option.name != "help" {
            page +=
                ".TP\n.B \(Self.escaped(HelpScreen.term(of: option)))\n\(Self.paragraph(HelpScreen.sentence(of: option)))"
        }
        for line in table.details.split(separator: "\n") {
            page += line.hasPrefix("  ") ? ".nf\n\(Self.line(line))\n.fi\n" : ".PP\n\(Self.paragraph(String(line)))"
        }
        if !table.examples.isEmpty {
            page += ".PP\nExamples:\n.nf\n"
            page += table.examples.map { "  \(Self.line("\(program) \($0)"))\n" }.joined() + ".fi\n"
        }
        return page
    }

    private static func paragraph(_ text: String) -> String { line(text[...]) + "\n" }

    /// A line that does not begin as a request does.
    private static func line(_ text: some StringProtocol) -> String {
        let escaped = escaped(String(text))
        return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
    }
}
