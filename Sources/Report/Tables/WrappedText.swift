/// Words set in lines of a terminal.
public enum WrappedText {
    /// A text in lines of at most so many characters, broken between words; longer words stand alone.
    ///
    /// - Parameters:
    ///   - indent: spaces before every line.
    ///   - hanging: further spaces before every line but the first.
    public static func lines(_ text: String, width: Int, indent: Int = 0, hanging: Int = 0) -> String {
        var lines: [String] = []
        var (line, length) = ("", 0)
        for word in text.split(separator: " ") {
            let before = indent + (lines.isEmpty ? 0 : hanging)
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
}
