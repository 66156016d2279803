public import Determinism
internal import Diagnostics

extension Scalar {
    /// The YAML 1.2 boolean; quoted text is none.
    var boolean: Bool? {
        guard isPlain else { return nil }
        return switch text {
        case "true", "True", "TRUE": true
        case "false", "False", "FALSE": false
        default: nil
        }
    }

    /// The YAML 1.2 number: decimal, octal `0o…`, hexadecimal `0x…`, or with fraction or exponent; quoted text is none, and neither is
    /// what would be read as 0 and is not.
    public var number: CanonicalValue? { vanishes ? nil : nearestNumber }

    /// Whether this is a number other than 0, and nearer to 0 than any that can be read.
    var vanishes: Bool {
        guard nearestNumber?.asNumber == 0 else { return false }
        return text.prefix { $0 != "e" && $0 != "E" }.contains { ("1"..."9").contains($0) }
    }

    private var nearestNumber: CanonicalValue? {
        guard isPlain, !text.isEmpty else { return nil }
        if text.hasPrefix("0x") { return Self.digits(text.dropFirst(2), radix: 16) }
        if text.hasPrefix("0o") { return Self.digits(text.dropFirst(2), radix: 8) }
        switch text {
        case ".inf", "+.inf", ".Inf", "+.Inf", ".INF", "+.INF": return .number(.infinity)
        case "-.inf", "-.Inf", "-.INF": return .number(-.infinity)
        case ".nan", ".NaN", ".NAN": return .number(.nan)
        default: break
        }
        guard Self.isDecimal(Array(text.utf8)) else { return nil }
        if let integer = Int(text) { return .integer(integer) }
        // Swift wants a digit before the point; YAML does not.
        let sign = text.hasPrefix("-") ? "-" : ""
        let magnitude = text.drop { $0 == "-" || $0 == "+" }
        let padded = magnitude.hasPrefix(".") ? "0" + magnitude : String(magnitude)
        return Double(sign + padded.replacingFirst(".e", with: ".0e")).map { .number($0) }
    }

    /// What to write where a number of a type was wanted; nil where nothing near it would do.
    func numberHelp(for type: FieldType) -> String? {
        func number(_ text: String) -> CanonicalValue? { Scalar(text: text, isPlain: true).number }
        func holds(_ text: String) -> Bool { number(text).map(type.holds) ?? false }
        if !isPlain { return holds(text) ? "quotes make it text: delete them" : nil }
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        // 0,5 has a decimal comma, and 1,000 a comma between thousands.
        if parts.count == 2, parts[0].drop(while: { $0 == "-" }) == "0" || parts[1].count != 3 {
            let pointed = parts.joined(separator: ".")
            if holds(pointed) { return "write \(pointed)" }
            if number(pointed) != nil {
                return if case .integer = type { "a fraction cannot stand here" } else { nil }
            }
        }
        let bare = String(text.filter { $0 != "_" && $0 != "," }.map { Self.isDash($0) ? "-" : $0 })
        if bare != text, holds(bare) { return "write \(bare)" }
        let words = text.split(separator: " ").map(String.init)
        if words.count == 2, holds(words[0]) { return "write the number alone: \(words[0])" }
        return ForeignCharacter.words(in: text)
    }

    /// `{steps: 5}` for `5 steps`, where that is one of the units and the count of a type; nil for anything else.
    func counted(in units: [String], as type: FieldType) -> String? {
        let words = isPlain ? text.split(separator: " ").map(String.init) : []
        guard words.count == 2, units.contains(words[1]),
            let count = Scalar(text: words[0], isPlain: true).number, type.holds(count)
        else { return nil }
        return "{\(words[1]): \(words[0])}"
    }

    /// Whether a character looks like a minus sign.
    private static func isDash(_ character: Character) -> Bool {
        character.unicodeScalars.first.flatMap(ForeignCharacter.indicator) == "-"
    }

    private static func digits(_ text: Substring, radix: Int) -> CanonicalValue? {
        guard let first = text.first, first.isHexDigit, let value = Int(text, radix: radix) else { return nil }
        return .integer(value)
    }

    /// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
    private static func isDecimal(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        func isSign(_ byte: UInt8?) -> Bool { byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") }
        func takeDigits() -> Int {
            let count = rest.prefix { (48...57) ~= $0 }.count
            rest = rest.dropFirst(count)
            return count
        }
        if isSign(rest.first) { rest = rest.dropFirst() }
        let whole = takeDigits()
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            fraction = takeDigits()
        }
        guard whole + fraction > 0 else { return false }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if isSign(rest.first) { rest = rest.dropFirst() }
            guard takeDigits() > 0 else { return false }
        }
        return rest.isEmpty
    }
}

extension String {
    /// The text with the first occurrence of a short piece replaced.
    fileprivate func replacingFirst(_ piece: String, with other: String) -> String {
        guard let range = firstRange(of: piece) else { return self }
        return self[..<range.lowerBound] + other + self[range.upperBound...]
    }

    private func firstRange(of piece: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(piece) { return start..<index(start, offsetBy: piece.count) }
            start = index(after: start)
        }
        return nil
    }
}
