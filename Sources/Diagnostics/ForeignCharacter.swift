/// Characters that look like others: a Cyrillic а within a Latin word, a space that does not break lines.
public enum ForeignCharacter {
    /// `there is U+0430 (CYRILLIC SMALL LETTER A) in it`, of the first character that looks like one of YAML's own, else of the
    /// first beyond ASCII; nil where there is none.
    public static func words(in text: String) -> String? {
        indicatorWords(in: text) ?? text.unicodeScalars.first { !$0.isASCII }.map { "there is \(name($0)) in it" }
    }

    /// The same of characters that look like one of YAML's own alone.
    public static func indicatorWords(in text: String) -> String? {
        text.unicodeScalars.first { indicator(seenIn: $0) != nil }.map { "there is \(name($0)) in it" }
    }

    /// `U+00A0 (NO-BREAK SPACE)`.
    public static func name(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let number = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        return number + (scalar.properties.name.map { " (\($0))" } ?? "")
    }

    /// The blank, bracket, quote or other sign of YAML that a character looks like, and is not; nil where it looks like none.
    public static func indicator(seenIn scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0..<0xA0: return nil
        case 0x2010...0x2015, 0x2212, 0xFE58, 0xFE63: return "-"
        case 0xA789, 0x2236, 0x02D0, 0xFE55, 0xFE13: return ":"
        case 0x201C...0x201F, 0x301D...0x301F, 0xAB, 0xBB: return "\""
        case 0x2018...0x201B: return "'"
        case 0x3001, 0xFE10, 0xFE50, 0xFE51: return ","
        case 0xFF01...0xFF5E:
            let narrow = Unicode.Scalar(UInt8(scalar.value - 0xFEE0))
            return wide.contains(narrow) ? narrow : nil
        default: return scalar.properties.generalCategory == .spaceSeparator ? " " : nil
        }
    }

    /// The signs that have a wide form.
    private static let wide: [Unicode.Scalar] = [":", ",", "-", "[", "]", "{", "}", "#", "\"", "'"]
}
