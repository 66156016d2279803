extension CanonicalValue {
    /// Canonical JSON: no white space, sorted keys, numbers as the shortest decimals that read back to the same bits.
    ///
    /// A number without a fractional part keeps `.0` (or its exponent), so that it reads back as a number. Infinities and
    /// NaN, which JSON lacks, are written as the strings `"inf"`, `"-inf"` and `"nan"`.
    public var json: String {
        var text = ""
        write(into: &text, indent: nil)
        return text
    }

    /// The same JSON with two spaces of indentation.
    public var indentedJSON: String {
        var text = ""
        write(into: &text, indent: 0)
        return text
    }

    private func write(into text: inout String, indent: Int?) {
        switch self {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .number(let value):
            if value.isFinite {
                text += value.description
            } else {
                text += value.isNaN ? "\"nan\"" : value < 0 ? "\"-inf\"" : "\"inf\""
            }
        case .text(let value): Self.quote(value, into: &text)
        case .list(let elements):
            let flat = indent == nil || elements.allSatisfy { !$0.isContainer }
            Self.write(elements, between: ("[", "]"), into: &text, indent: flat ? nil : indent) {
                $0.write(into: &$1, indent: $2)
            }
        case .object(let members):
            Self.write(members, between: ("{", "}"), into: &text, indent: indent) { member, text, indent in
                Self.quote(member.key, into: &text)
                text += indent == nil ? ":" : ": "
                member.value.write(into: &text, indent: indent)
            }
        }
    }

    private var isContainer: Bool {
        switch self {
        case .list, .object: true
        default: false
        }
    }

    private static func write<Element>(
        _ elements: [Element], between brackets: (String, String), into text: inout String, indent: Int?,
        element write: (Element, inout String, Int?) -> Void
    ) {
        text += brackets.0
        for (position, element) in elements.enumerated() {
            if position > 0 { text += "," }
            if let indent { text += "\n" + String(repeating: "  ", count: indent + 1) }
            write(element, &text, indent.map { $0 + 1 })
        }
        if let indent, !elements.isEmpty { text += "\n" + String(repeating: "  ", count: indent) }
        text += brackets.1
    }

    /// A text in quotes, with what JSON must escape escaped.
    private static func quote(_ value: String, into text: inout String) {
        text += "\""
        // Nearly all texts are printable ASCII, and stand as they are.
        let isPlain = value.utf8.allSatisfy {
            (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
        }
        if isPlain {
            text += value
            text += "\""
            return
        }
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case let control where control.value < 0x20:
                let digits = String(control.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
