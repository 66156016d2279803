/// Text from elsewhere as people may be shown it: what a terminal would obey, or nobody would see, is spelled out.
///
/// Names, attributes, paths and words come from files and command lines that somebody else may have written. Everything
/// printed for people passes here: an ESC becomes the six characters `\u{1B}`, and ordinary text stays what it is.
public enum VisibleText {
    /// Whether a code point is obeyed, reorders its neighbors, ends a line for some programs, or cannot be seen.
    ///
    /// Controls (C0, DEL, C1) with line feed and tab; line and paragraph separators; what Unicode calls default ignorable
    /// (bidirectional controls, zero-width characters, fillers, tags), without the variation selectors of emoji;
    /// annotation marks; code points that are no characters.
    public static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20..<0x7F, 0xA0..<0xAD, 0xAE..<0x300, 0xFE00...0xFE0F, 0xE0100...0xE01EF: false
        case 0..<0x20, 0x7F..<0xA0, 0x2028...0x2029, 0xFFF9...0xFFFB: true
        default: scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.isNoncharacterCodePoint
        }
    }

    /// A text that stays within one line and one cell: hidden characters, line ends and tabs are spelled out.
    public static func line(_ text: String) -> String {
        spelled(text, isKept: { _ in false }, escape)
    }

    /// A text of many lines: line ends (LF, CR LF) and tabs stay, other hidden characters are spelled out.
    public static func lines(_ text: String) -> String {
        spelled(text, isKept: { $0 == "\n" || $0 == "\t" }, escape)
    }

    /// JSON in which hidden characters are escaped the way JSON has it: they can only stand within its texts.
    public static func json(_ text: String) -> String {
        spelled(text, isKept: { $0 == "\n" || $0 == "\t" }, jsonEscape)
    }

    /// A text as it is, or the beginning of a long one and `…`: what somebody wrote, quoted within a sentence.
    public static func beginning(of text: some StringProtocol, atMost most: Int = 70) -> String {
        text.count <= most ? String(text) : String(text.prefix(most - 1)) + "…"
    }

    /// A code point as JSON escapes it: `\\u001b`, two of them beyond U+FFFF.
    static func jsonEscape(_ scalar: Unicode.Scalar) -> String {
        Character(scalar).utf16.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }

    /// A code point spelled out: `\u{1B}`.
    public static func escape(_ scalar: Unicode.Scalar) -> String {
        "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    }

    private static func spelled(
        _ text: String, isKept: (Unicode.Scalar) -> Bool, _ spell: (Unicode.Scalar) -> String
    ) -> String {
        let isPlain = text.utf8.allSatisfy { 0x20..<0x7F ~= $0 || ($0 < 0x7F && isKept(Unicode.Scalar($0))) }
        if isPlain || !text.unicodeScalars.contains(where: { isHidden($0) && !isKept($0) }) { return text }
        var shown = ""
        let scalars = text.unicodeScalars
        for index in scalars.indices {
            let scalar = scalars[index]
            // Part of a line end where line ends are kept.
            let endsLine = scalar == "\r" && isKept("\n") && scalars[index...].dropFirst().first == "\n"
            if isHidden(scalar), !isKept(scalar), !endsLine {
                shown += spell(scalar)
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}
