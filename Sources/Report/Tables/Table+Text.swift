extension Table {
    /// Aligned columns for a terminal, headings above, no rules: `cut`, `awk` and eyes can read it.
    public var plainText: String {
        let cells = [columns.map(\.title)] + rows.map { $0.map(\.display) }
        let widths = columns.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        return cells.map { row in
            var line = ""
            for (column, text) in row.enumerated() {
                let padding = String(repeating: " ", count: widths[column] - text.count)
                let isLast = column == columns.count - 1
                if column > 0 { line += "  " }
                line += columns[column].isText ? text + (isLast ? "" : padding) : padding + text
            }
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }.joined()
    }

    /// A GitHub-flavored Markdown table.
    public var markdown: String {
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
        return line(columns.map { Self.escapeMarkdown($0.title) })
            + line(columns.map { $0.isText ? "---" : "---:" })
            + rows.map { line($0.map { Self.escapeMarkdown($0.display) }) }.joined()
    }

    /// A LaTeX `tabular` with the rules of the booktabs package.
    public var latex: String {
        let alignment = columns.map { $0.isText ? "l" : "r" }.joined()
        func line(_ cells: [String]) -> String { "    " + cells.joined(separator: " & ") + " \\\\\n" }
        return "% \(Self.oneLine(title))\n\\begin{tabular}{\(alignment)}\n    \\toprule\n"
            + line(columns.map { Self.escapeLaTeX($0.title) }) + "    \\midrule\n"
            + rows.map { line($0.map { Self.escapeLaTeX($0.display) }) }.joined()
            + "    \\bottomrule\n\\end{tabular}\n"
    }

    private static func oneLine(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }

    private static func escapeMarkdown(_ text: String) -> String {
        var escaped = ""
        for character in oneLine(text) {
            if "|\\`*_<>".contains(character) { escaped.append("\\") }
            escaped.append(character)
        }
        return escaped
    }

    private static func escapeLaTeX(_ text: String) -> String {
        var escaped = ""
        for character in oneLine(text) {
            switch character {
            case "&", "%", "$", "#", "_", "{", "}": escaped += "\\\(character)"
            case "\\": escaped += "\\textbackslash{}"
            case "~": escaped += "\\textasciitilde{}"
            case "^": escaped += "\\textasciicircum{}"
            case "±": escaped += "$\\pm$"
            case ">": escaped += "$>$"
            case "<": escaped += "$<$"
            case "≥": escaped += "$\\geq$"
            case "χ": escaped += "$\\chi$"
            case "²": escaped += "$^2$"
            case "−": escaped += "$-$"
            case "–": escaped += "--"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
