internal import CYAML
internal import Diagnostics

/// libyaml's event stream with exact byte spans.
///
/// A class, because it owns libyaml's parser. libyaml counts code points and lets the ends of block scalars overshoot;
/// both are corrected here.
final class YAMLEvents {
    /// Why the stream cannot go on.
    struct Failure: Error {
        let diagnostic: Diagnostic
    }

    private let file: SourceFile
    private var strictness: YAMLStrictness
    private let parser: UnsafeMutablePointer<yaml_parser_t>

    /// The events of these bytes, which must outlive the stream.
    init(_ bytes: UnsafeBufferPointer<UInt8>, of file: SourceFile) {
        self.file = file
        strictness = YAMLStrictness(file)
        parser = .allocate(capacity: 1)
        precondition(yaml_parser_initialize(parser) == 1, "libyaml has no memory for a parser")
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// The next event; the stream's start is skipped.
    func next() -> Result<YAMLEvent, Failure> {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { return .failure(Failure(diagnostic: failure())) }
        defer { yaml_event_delete(&event) }
        var (anchor, tag): (UnsafeMutablePointer<yaml_char_t>?, UnsafeMutablePointer<yaml_char_t>?)
        let kind: YAMLEvent.Kind
        switch event.type {
        case YAML_STREAM_START_EVENT: return next()
        case YAML_DOCUMENT_START_EVENT:
            let start = event.data.document_start
            kind = .documentStart(
                hasDirective: start.version_directive != nil || start.tag_directives.start != start.tag_directives.end)
        case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
        case YAML_SEQUENCE_START_EVENT:
            (anchor, tag) = (event.data.sequence_start.anchor, event.data.sequence_start.tag)
            kind = .sequenceStart(isFlow: event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE)
        case YAML_SEQUENCE_END_EVENT: kind = .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            (anchor, tag) = (event.data.mapping_start.anchor, event.data.mapping_start.tag)
            kind = .mappingStart(isFlow: event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE)
        case YAML_MAPPING_END_EVENT: kind = .mappingEnd
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            (anchor, tag) = (scalar.anchor, scalar.tag)
            let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            kind = .scalar(text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
        case YAML_ALIAS_EVENT: kind = .alias(Self.text(event.data.alias.anchor) ?? "")
        default: kind = .streamEnd
        }
        let name = Self.text(anchor)
        let start = file.offset(ofCodePoint: event.start_mark.index)
        let end = file.offset(ofCodePoint: event.end_mark.index)
        if let diagnostic = strictness.objection(to: kind, anchor: name, from: start, to: end) {
            return .failure(Failure(diagnostic: diagnostic))
        }
        let span = self.span(from: event.start_mark, to: event.end_mark, pastAnchor: name != nil)
        return .success(YAMLEvent(kind: kind, anchor: name, hasTag: tag != nil, span: span))
    }

    private func span(from start: yaml_mark_t, to end: yaml_mark_t, pastAnchor: Bool) -> SourceSpan {
        var first = file.offset(ofCodePoint: start.index)
        var last = max(first, file.offset(ofCodePoint: end.index))
        while last > first, Self.isSpace(file.bytes[last - 1]) { last -= 1 }
        if pastAnchor, first < last, file.bytes[first] == UInt8(ascii: "&") {
            while first < last, !Self.isSpace(file.bytes[first]) { first += 1 }
            while first < last, Self.isSpace(file.bytes[first]) { first += 1 }
        }
        return file.span(first..<last)
    }

    /// libyaml's complaint in our words, at its place.
    private func failure() -> Diagnostic {
        let state = parser.pointee
        let problem = Self.text(state.problem) ?? "unreadable YAML"
        guard state.error != YAML_READER_ERROR else {
            let offset = Int(state.problem_offset)
            return Diagnostic(
                .malformedText, "byte \(offset) is not part of a UTF-8 text (\(problem))",
                at: file.span(offset..<offset + 1), help: "save the file as UTF-8 text without control characters")
        }
        let offset = file.offset(ofCodePoint: state.problem_mark.index)
        let span = file.span(offset..<min(offset + 1, file.bytes.count))
        let context = state.context == nil ? offset : file.offset(ofCodePoint: state.context_mark.index)
        if let (place, meant) = LookalikeIndicators.first(
            in: file, from: min(strictness.latestStart, context, offset), to: offset)
        {
            return Self.lookalike(place, meant)
        }
        if problem.contains(" tab ") || offset < file.bytes.count && file.bytes[offset] == 9 {
            return Diagnostic(.tabIndentation, "a tab where YAML wants spaces", at: span, help: "indent with spaces")
        }
        if problem.contains("could not find expected ':'"), state.context != nil {
            return keyWithoutValue(at: file.offset(ofCodePoint: state.context_mark.index))
        }
        var related: Diagnostic.Related?
        if let context = Self.text(state.context) {
            let start = file.offset(ofCodePoint: state.context_mark.index)
            if start != offset { related = .init(file.span(start..<start + 1), context) }
        }
        return Diagnostic(
            .yamlSyntax, "not YAML: \(problem)", at: span, related: related, help: Self.help(for: problem))
    }

    /// A line that is to be a key and a value, and is neither that nor anything else.
    private func keyWithoutValue(at start: Int) -> Diagnostic {
        let end = file.bytes[start...].firstIndex { $0 == 10 || $0 == 13 } ?? file.bytes.count
        let span = file.span(start..<end)
        let colon = span.text.firstIndex(of: ":")
        let help: String =
            if let colon {
                "a blank belongs behind the ':': \(span.text[...colon]) \(span.text[span.text.index(after: colon)...])"
            } else if let foreign = ForeignCharacter.words(in: span.text) {
                "'key: value', with a ':' and a blank; \(foreign)"
            } else {
                "'key: value', with a ':' and a blank; a longer text stands in quotes"
            }
        return Diagnostic(.yamlSyntax, "not YAML: this is no key with a value", at: span, help: help)
    }

    /// What libyaml stumbled over is a character that looks like one of YAML's own.
    private static func lookalike(_ span: SourceSpan, _ meant: Unicode.Scalar) -> Diagnostic {
        let sign = meant == " " ? "a blank" : "'\(meant)'"
        let name = span.text.unicodeScalars.first.map(ForeignCharacter.name) ?? ""
        return Diagnostic(
            .yamlSyntax, "not YAML: \(name) looks like \(sign) and is none", at: span,
            help: "write \(sign) in its place; a text that needs it stands in quotes")
    }

    /// What to do about a directive.
    static let withoutDirectives = "YAML directives are not used: delete the line that starts with '%'"

    /// The feature that libyaml probably stumbled over, and what to write instead.
    private static func help(for problem: String) -> String? {
        if problem.contains("mapping values are not allowed") {
            "a text that contains ': ' stands in quotes; otherwise check the indentation"
        } else if problem.contains("directive") || problem.contains("incompatible YAML document") {
            withoutDirectives
        } else if problem.contains("expected ',' or '}'") || problem.contains("unexpected ':'") {
            "in braces a key and its ': ' stand on one line, and a ',' before the next key"
        } else if problem.contains("expected key") || problem.contains("expected node content") {
            "a key stands before every ':', and a text that starts with an indicator stands in quotes"
        } else if problem.contains("expected <document start>") {
            "one file holds one document: nothing stands behind its value, and a block of text is indented"
        } else if problem.contains("expected alphabetic or numeric character") {
            "an anchor's name has letters, digits, '_' and '-'"
        } else {
            nil
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...10) ~= byte || byte == 13 }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private static func text(_ pointer: UnsafePointer<CChar>?) -> String? {
        pointer.map { String(cString: $0) }
    }
}
