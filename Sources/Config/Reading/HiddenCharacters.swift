internal import Diagnostics

/// Characters that make a spec read otherwise than it looks.
///
/// libyaml follows YAML 1.1, where U+0085, U+2028 and U+2029 end lines, and with them comments; editors show them as blanks
/// or not at all. Others reorder or hide text. Escapes in double quotes are not characters, and stay possible.
enum HiddenCharacters {
    /// What is wrong with a text's characters, each code point once, at its first place; nothing for bytes that are no
    /// UTF-8, which have their own finding.
    static func objections(to file: SourceFile) -> [Diagnostic] {
        guard file.bytes.contains(where: { !(0x20..<0x7F ~= $0 || $0 == 0x0A || $0 == 0x09) }),
            let text = String(validating: file.bytes, as: UTF8.self)
        else { return [] }
        var order: [Unicode.Scalar] = []
        var places: [Unicode.Scalar: (first: Int, count: Int)] = [:]
        var offset = 0
        for scalar in text.unicodeScalars {
            let start = offset
            offset += UTF8.width(scalar)
            guard VisibleText.isHidden(scalar), scalar != "\n", scalar != "\t" else { continue }
            if scalar == "\r", offset < file.bytes.count, file.bytes[offset] == UInt8(ascii: "\n") { continue }
            if places[scalar] == nil { order.append(scalar) }
            places[scalar, default: (start, 0)].count += 1
        }
        return order.compactMap { scalar in
            places[scalar].map { place in
                let span = file.span(place.first..<place.first + UTF8.width(scalar))
                return isOfNoText(scalar) ? noText(scalar, span) : hidden(scalar, span, count: place.count)
            }
        }
    }

    /// Controls other than those that end lines: what no text has.
    private static func isOfNoText(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control && !lineEnds.contains(scalar)
    }

    private static let lineEnds: [Unicode.Scalar] = ["\u{0B}", "\u{0C}", "\r", "\u{85}", "\u{2028}", "\u{2029}"]

    // MARK: Messages

    private static func noText(_ scalar: Unicode.Scalar, _ span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .malformedText, "\(name(scalar)) is not part of a text", at: span,
            help: "save the file as UTF-8 text without control characters")
    }

    private static func hidden(_ scalar: Unicode.Scalar, _ span: SourceSpan, count: Int) -> Diagnostic {
        let harm =
            if lineEnds.contains(scalar) {
                "ends a line for some programs and not for others"
            } else if scalar.properties.isBidiControl {
                "shows text in another order than it is read"
            } else {
                "cannot be seen"
            }
        let more = count == 1 ? "" : " (here and in \(count - 1) more place\(count == 2 ? "" : "s"))"
        let escape = scalar.value > 0xFFFF ? "\\U\(digits(scalar, 8))" : "\\u\(digits(scalar, 4))"
        let help =
            scalar == "\r"
            ? "end lines with LF or CR LF" : "delete it; a text that needs it has it as \"\(escape)\" in double quotes"
        return Diagnostic(.hiddenCharacter, "\(name(scalar)) \(harm)\(more)", at: span, help: help)
    }

    /// `U+2028 LINE SEPARATOR`.
    private static func name(_ scalar: Unicode.Scalar) -> String {
        let words = controlNames[scalar] ?? scalar.properties.name
        return "U+\(digits(scalar, 4))" + (words.map { " \($0)" } ?? "")
    }

    /// Unicode gives controls no names, only aliases.
    private static let controlNames: [Unicode.Scalar: String] = [
        "\0": "NULL", "\u{07}": "BELL", "\u{08}": "BACKSPACE", "\u{0B}": "LINE TABULATION", "\u{0C}": "FORM FEED",
        "\r": "CARRIAGE RETURN", "\u{1B}": "ESCAPE", "\u{7F}": "DELETE", "\u{85}": "NEXT LINE",
    ]

    private static func digits(_ scalar: Unicode.Scalar, _ count: Int) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, count - digits.count)) + digits
    }
}
