internal import Diagnostics

/// What libyaml reads although YAML 1.2 forbids it, or reads as something else than YAML 1.2 says.
///
/// Looks at the text of every event and at what stands between two of them: indicators, blanks, anchors and comments.
struct YAMLStrictness {
    private let file: SourceFile
    /// Where the latest event ended.
    private var latest = 0
    /// Where the latest event began that has some text; of a quoted or a block text, where it ended: that is well delimited.
    private(set) var latestStart = 0

    init(_ file: SourceFile) { self.file = file }

    /// Why the text of the next event is no YAML 1.2, or means something else there.
    mutating func objection(to kind: YAMLEvent.Kind, anchor: String?, from start: Int, to end: Int) -> Diagnostic? {
        let gap = latest..<max(latest, start)
        latest = max(latest, end)
        if case .scalar(_, isPlain: false) = kind {
            latestStart = max(start, end)
        } else if end > start {
            latestStart = start
        }
        if let offset = commentWithoutBlank(in: gap) { return Self.touchingComment(file.span(offset..<offset + 1)) }
        if end > start, file.bytes[gap].last == UInt8(ascii: "?") {
            return Self.touchingQuestionMark(file.span(start - 1..<end))
        }
        // A pair in brackets, `[? key: value]`, starts with its '?'.
        if case .mappingStart = kind, start < end, file.bytes[start] == UInt8(ascii: "?"), end < file.bytes.count,
            !Self.blanks.contains(file.bytes[end])
        {
            return Self.touchingQuestionMark(file.span(start..<end + 1))
        }
        if let anchor, start < end, file.bytes[start] == UInt8(ascii: "&") {
            let behind = start + 1 + anchor.utf8.count
            if behind < file.bytes.count, !Self.mayFollowAnchor.contains(file.bytes[behind]) {
                return Self.anchorName(file.span(start..<behind + 1))
            }
        }
        guard case .scalar(let text, let isPlain) = kind, start < end else { return nil }
        if isPlain, text == "-" { return Self.loneDash(file.span(start..<end)) }
        if !isPlain, let offset = commentInHeader(from: start, to: end) {
            return Self.touchingComment(file.span(offset..<offset + 1))
        }
        return nil
    }

    /// A `#` that follows neither a blank nor the start of a line.
    private func commentWithoutBlank(in gap: Range<Int>) -> Int? {
        var offset = gap.lowerBound
        while offset < gap.upperBound {
            guard file.bytes[offset] == UInt8(ascii: "#") else {
                offset += 1
                continue
            }
            if offset > 0, !Self.blanks.contains(file.bytes[offset - 1]) { return offset }
            while offset < gap.upperBound, !Self.lineEnds.contains(file.bytes[offset]) { offset += 1 }
        }
        return nil
    }

    /// A `#` right behind the indicators of a block scalar: `># words`.
    private func commentInHeader(from start: Int, to end: Int) -> Int? {
        guard [UInt8(ascii: "|"), UInt8(ascii: ">")].contains(file.bytes[start]) else { return nil }
        let behind = file.bytes[start + 1..<end].firstIndex { !Self.headerIndicators.contains($0) }
        return behind.flatMap { file.bytes[$0] == UInt8(ascii: "#") ? $0 : nil }
    }

    private static let lineEnds = Array("\n\r".utf8)
    private static let blanks = Array(" \t\n\r".utf8)
    private static let mayFollowAnchor = Array(" \t\n\r,[]{}".utf8)
    private static let headerIndicators = Array("+-0123456789".utf8)

    // MARK: Messages

    private static func touchingComment(_ span: SourceSpan) -> Diagnostic {
        Diagnostic(.yamlSyntax, "not YAML: a comment needs a blank before its '#'", at: span, help: "write ' #'")
    }

    private static func touchingQuestionMark(_ span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .yamlSyntax, "a '?' touches what follows it: programs disagree on what this is", at: span,
            help: "put a text that starts with '?' in quotes")
    }

    private static func anchorName(_ span: SourceSpan) -> Diagnostic {
        Diagnostic(
            .yamlSyntax, "an anchor's name has letters, digits, '_' and '-', then a blank", at: span,
            help: "write '&name value'")
    }

    private static func loneDash(_ span: SourceSpan) -> Diagnostic {
        Diagnostic(.yamlSyntax, "not YAML: a '-' alone is no value in brackets", at: span, help: "write '\"-\"'")
    }
}
