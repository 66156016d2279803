/// Writes diagnostics for people: message, place, the line itself, a caret under what is at fault, help.
public struct DiagnosticRenderer: Sendable {
    /// Whether to color with ANSI escapes.
    public let isColored: Bool
    /// How many diagnostics are written out; the rest is counted.
    public let limit: Int
    /// Characters in a line of the terminal; nil where there is none, and sentences are not broken.
    public let width: Int?

    /// A renderer that shows so many findings at most.
    public init(isColored: Bool = false, limit: Int = 100, width: Int? = nil) {
        self.isColored = isColored
        self.limit = limit
        self.width = width
    }

    /// All findings in reading order and the summary line, each ended by a newline.
    public func render(_ findings: Findings) -> String {
        let diagnostics = findings.diagnostics
        var text = ""
        for diagnostic in diagnostics.prefix(limit) { text += render(diagnostic) + "\n" }
        if diagnostics.count > limit { text += "… and \(diagnostics.count - limit) more\n\n" }
        return text + findings.summary + "\n"
    }

    /// One finding as people read it: the line it is about, marked, and what helps.
    public func render(_ diagnostic: Diagnostic) -> String {
        let gutter =
            [diagnostic.span, diagnostic.related?.span].compactMap { $0?.startPosition.line }
            .map { String($0).count }.max() ?? 0
        let heading = "\(diagnostic.severity.rawValue)[\(diagnostic.code.rawValue)]"
        let message = sentence(VisibleText.line(diagnostic.message), after: heading.count + 2, hanging: 2)
        var text = "\(paint(heading, style(diagnostic.severity)))\(paint(": " + message, .bold))\n"
        if let span = diagnostic.span {
            let caret = (mark: Character("^"), style: style(diagnostic.severity), label: "")
            text += snippet(span, arrow: "-->", gutter: gutter, underline: caret)
        }
        if let related = diagnostic.related {
            let dash = (mark: Character("-"), style: Style.blue, label: " " + VisibleText.line(related.label))
            text += snippet(related.span, arrow: ":::", gutter: gutter, underline: dash)
        }
        if let help = diagnostic.help {
            let column = gutter + "  = help: ".count - 1
            let words = sentence(VisibleText.line(help), after: column, hanging: column)
            text += "\(margin(gutter)) \(paint("=", .blue)) \(paint("help:", .bold)) \(words)\n"
        }
        return text
    }

    /// A sentence behind so many characters, broken where the terminal is narrower.
    private func sentence(_ text: String, after used: Int, hanging: Int) -> String {
        guard let width, used + text.count > width else { return text }
        return String(WrappedText.lines(text, width: width, hanging: hanging, used: used).dropLast())
    }

    private func snippet(
        _ span: SourceSpan, arrow: String, gutter: Int, underline: (mark: Character, style: Style, label: String)
    ) -> String {
        // A line that the terminal breaks has its marks in another place.
        let room = width.map { $0 - gutter - 5 } ?? DisplayLine.window
        let line = DisplayLine(of: span, window: min(room, DisplayLine.window))
        let number = String(span.startPosition.line)
        let bar = paint("|", .blue)
        let marks = String(repeating: underline.mark, count: line.width) + underline.label
        return """
            \(margin(gutter))\(paint(arrow, .blue)) \(VisibleText.line(span.description))
            \(margin(gutter)) \(bar)
            \(paint(String(repeating: " ", count: gutter - number.count) + number, .blue)) \(bar) \(line.text)
            \(margin(gutter)) \(bar) \(String(repeating: " ", count: line.indent))\(paint(marks, underline.style))

            """
    }

    private func margin(_ gutter: Int) -> String { String(repeating: " ", count: gutter) }

    private enum Style: String {
        case bold = "1"
        case red = "1;31"
        case yellow = "1;33"
        case green = "1;32"
        case blue = "1;34"
    }

    private func style(_ severity: Diagnostic.Severity) -> Style {
        switch severity {
        case .error: .red
        case .warning: .yellow
        case .note: .green
        }
    }

    private func paint(_ text: String, _ style: Style) -> String {
        isColored ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }
}
