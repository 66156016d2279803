extension Findings {
    /// The findings as one JSON object: `diagnostics` in reading order, then the counts.
    ///
    /// A place is `{file, start: {line, column}, end: {line, column}}`, counted from 1, the end exclusive.
    public var json: String {
        let list = diagnostics.map(\.json).joined(separator: ",")
        let counts = Diagnostic.Severity.allCases.map { "\"\($0.rawValue)s\":\(count($0))" }.joined(separator: ",")
        return "{\"diagnostics\":[\(list)],\(counts)}"
    }
}

extension Diagnostic {
    /// The finding as a JSON object; what it lacks is left out.
    public var json: String {
        var members = [
            "\"code\":\(Self.quoted(code.rawValue))", "\"severity\":\(Self.quoted(severity.rawValue))",
            "\"message\":\(Self.quoted(message))",
        ]
        if let span { members.append("\"span\":\(Self.json(span))") }
        if let related {
            members.append("\"related\":{\"label\":\(Self.quoted(related.label)),\"span\":\(Self.json(related.span))}")
        }
        if let help { members.append("\"help\":\(Self.quoted(help))") }
        return "{\(members.joined(separator: ","))}"
    }

    private static func json(_ span: SourceSpan) -> String {
        func place(_ position: SourcePosition) -> String {
            "{\"line\":\(position.line),\"column\":\(position.column)}"
        }
        let places = "\"start\":\(place(span.startPosition)),\"end\":\(place(span.endPosition))"
        return "{\"file\":\(quoted(span.file.name)),\(places)}"
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case let hidden where VisibleText.isHidden(hidden): quoted += VisibleText.jsonEscape(hidden)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
