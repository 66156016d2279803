extension Table {
    /// Aligned columns for a terminal, without rules. Long headings are set in several lines above narrow columns.
    public var plainText: String {
        if let shown { return shown.plainText }
        let body = rows.map { $0.map(\.display) }
        let headings = headings(over: body)
        let height = headings.map(\.count).max() ?? 0
        let head = (0..<height).map { line in
            headings.map { lines in
                let own = line - (height - lines.count)
                return own >= 0 ? lines[own] : ""
            }
        }
        let cells = head + body
        let counts = cells.map { $0.map(\.count) }
        let widths = columns.indices.map { column in counts.map { $0[column] }.max() ?? 0 }
        return zip(cells, counts).map { row, counts in
            var line = ""
            // What stands at the end of a line is padded with nothing: one long note would make every line as long.
            let end = row.indices.last { !columns[$0].isText || counts[$0] > 0 } ?? -1
            for column in row.indices where column <= end {
                let isPadded = !columns[column].isText || column < end
                let padding = isPadded ? String(repeating: " ", count: widths[column] - counts[column]) : ""
                if column > 0 { line += "  " }
                if !columns[column].isText { line += padding }
                line += row[column]
                if columns[column].isText { line += padding }
            }
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }.joined()
    }

    private func headings(over body: [[String]]) -> [[String]] {
        columns.enumerated().map { index, column in
            Self.lines(of: column.title, width: body.map { $0[index].count }.max() ?? 0)
        }
    }

    /// How wide each column is in plain text.
    var naturalWidths: [Int] {
        let body = rows.map { $0.map(\.display) }
        return headings(over: body).enumerated().map { index, lines in
            max(lines.map(\.count).max() ?? 0, body.map { $0[index].count }.max() ?? 0)
        }
    }

    /// A heading broken between words where it would be wider than its column, though never into shreds.
    private static func lines(of heading: String, width: Int) -> [String] {
        let limit = max(width, 12)
        var lines: [String] = []
        for word in heading.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= limit {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }

    /// A GitHub-flavored Markdown table.
    public var markdown: String {
        if let shown { return shown.markdown }
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
        return line(columns.map { Self.escapeMarkdown($0.title) })
            + line(columns.map { $0.isText ? "---" : "---:" })
            + rows.map { line($0.map { Self.escapeMarkdown($0.display) }) }.joined()
    }

    /// A LaTeX `tabular` with the rules of the booktabs package.
    public var latex: String {
        if let shown { return shown.latex }
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
