internal import Diagnostics

/// Characters that look like YAML's blanks, colons, dashes, quotes and brackets, and are text: why a line that looks right is
/// read otherwise, or not at all.
struct LookalikeIndicators {
    /// The first one between two places of a text that stands where YAML's own would mean something; nil where there is none.
    ///
    /// Quoted texts, comments and the middle of values are passed over: what stands there breaks nothing.
    static func first(in file: SourceFile, from start: Int, to end: Int) -> (span: SourceSpan, meant: Unicode.Scalar)? {
        let isEnd = { (byte: UInt8) in byte == 10 || byte == 13 }
        let from = file.bytes[..<min(start, file.bytes.count)].lastIndex(where: isEnd).map { $0 + 1 } ?? 0
        let to = file.bytes[max(from, min(end, file.bytes.count))...].firstIndex(where: isEnd) ?? file.bytes.count
        var (scan, offset) = (LookalikeIndicators(), from)
        for scalar in String(decoding: file.bytes[from..<to], as: UTF8.self).unicodeScalars {
            let width = UTF8.width(scalar)
            if let meant = scan.next(scalar) { return (file.span(offset..<offset + width), meant) }
            offset += width
        }
        return nil
    }

    /// Whether a key, an element or a list's dash could stand here; behind `key: ` none can.
    private var isKey = true
    /// Whether the next character begins a text.
    private var begins = true
    private var isComment = false
    private var quote: Unicode.Scalar?
    private var isEscaped = false
    /// How many brackets are open.
    private var depth = 0
    private var last: Unicode.Scalar = "\n"

    /// What a character should have been; nil where it is what it looks like, or looks like nothing that counts here.
    private mutating func next(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        defer { last = scalar }
        if let open = quote {
            let closes = scalar == open && !isEscaped
            isEscaped = open == "\"" && scalar == "\\" && !isEscaped
            if closes { (quote, begins) = (nil, true) }
            return nil
        }
        switch scalar {
        case "\n", "\r": (isKey, begins, isComment) = (true, true, false)
        case _ where isComment: break
        case " ", "\t":
            if last == ":" { isKey = false }
            begins = begins || ":-?".unicodeScalars.contains(last)
        case "#" where [" ", "\t", "\n", "\r"].contains(last): isComment = true
        case "\"" where begins, "'" where begins: (quote, begins) = (scalar, false)
        case "{", "[": (isKey, begins, depth) = (true, true, depth + 1)
        case "}", "]": depth -= 1
        case "," where depth > 0: (isKey, begins) = (true, true)
        default:
            if let meant = ForeignCharacter.indicator(seenIn: scalar), matters(meant) { return meant }
            begins = false
        }
        return nil
    }

    /// Whether YAML's own would mean something here.
    private func matters(_ meant: Unicode.Scalar) -> Bool {
        switch meant {
        case " ": isKey && (begins || ":-?".unicodeScalars.contains(last))
        case ":": isKey
        case "-": isKey && begins
        case "\"", "'", "[", "{": begins
        case "]", "}": true
        case ",": depth > 0
        default: false
        }
    }
}
