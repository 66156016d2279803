/// Words set in lines of a terminal.
public enum WrappedText {
    /// A text in lines of at most so many characters, broken between words; longer words stand alone.
    ///
    /// - Parameters:
    ///   - width: characters in a line; nil for one line, as it is.
    ///   - indent: spaces before every line.
    ///   - hanging: further spaces before every line but the first.
    ///   - used: characters that stand before the first line's already.
    public static func lines(
        _ text: String, width: Int?, indent: Int = 0, hanging: Int = 0, used: Int = 0
    ) -> String {
        guard let width else { return String(repeating: " ", count: indent) + text + "\n" }
        var lines: [String] = []
        var (line, length) = ("", 0)
        for word in text.split(separator: " ") {
            let before = indent + (lines.isEmpty ? used : hanging)
            if length > 0, before + length + 1 + word.count > width {
                lines.append(line)
                (line, length) = ("", 0)
            }
            if length > 0 { line += " " }
            line += word
            length += (length > 0 ? 1 : 0) + word.count
        }
        lines.append(line)
        return lines.enumerated().map { index, line in
            let margin = line.isEmpty ? 0 : indent + (index == 0 ? 0 : hanging)
            return String(repeating: " ", count: margin) + line + "\n"
        }.joined()
    }

    /// A page whose lines are mostly set already: those that are too long are broken between words and go on below where their words
    /// began. Examples stay as they are, to be copied, and so do lines of a spec among the words.
    ///
    /// - Parameter width: characters in a line; nil leaves all as it is.
    public static func page(_ text: String, width: Int?) -> String {
        guard let width else { return text }
        var isExample = false
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            if line == "For example:" { isExample = true }
            if line.isEmpty { isExample = false }
            guard !isExample, line.count > width, !isOfSpec(line) else { return String(line) }
            let indent = line.prefix { $0 == " " }.count
            let column = column(of: line, indent: indent)
            let hanging = column < width / 2 ? column - indent : 2
            // What stands before the second column keeps its spaces.
            let head = line.prefix(column == indent ? 0 : column)
            let rest = line.dropFirst(head.count)
            guard !head.isEmpty, head.count < width / 2 else {
                return String(lines(String(line), width: width, indent: indent, hanging: hanging).dropLast())
            }
            return String(head + lines(String(rest), width: width, hanging: head.count, used: head.count).dropLast())
        }.joined(separator: "\n")
    }

    /// Whether an indented line is a key and its braces, from the first to the last: `  adapter: {linear: {…}}`.
    private static func isOfSpec(_ line: Substring) -> Bool {
        let words = line.drop { $0 == " " }
        let value = words.drop { $0 != " " }.dropFirst()
        return words.count < line.count && words.prefix { $0 != " " }.last == ":" && value.first == "{"
            && value.last == "}"
    }

    /// Where the second column of a line begins, behind two spaces or more; where its words begin, where it has none.
    private static func column(of line: Substring, indent: Int) -> Int {
        var (spaces, position) = (0, indent)
        for character in line.dropFirst(indent) {
            if character == " " {
                spaces += 1
            } else {
                if spaces >= 2 { return position }
                spaces = 0
            }
            position += 1
        }
        return indent
    }
}
