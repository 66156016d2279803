public import Diagnostics

/// Anchors that no alias names: what was written once to be used in several places, and is used in its own alone.
public enum UnusedAnchors {
    /// A warning for each, in a text that is read without a mistake.
    public static func findings(in file: SourceFile) -> Findings {
        var findings = Findings()
        // Most texts have none.
        guard file.bytes.contains(UInt8(ascii: "&")) else { return findings }
        var open: [(name: String, span: SourceSpan)] = []
        file.bytes.withUnsafeBufferPointer { bytes in
            let events = YAMLEvents(bytes, of: file)
            while case .success(let event) = events.next() {
                if case .streamEnd = event.kind { break }
                if case .alias(let name) = event.kind { open.removeAll { $0.name == name } }
                if let name = event.anchor { open.append((name, anchor(name, before: event.span))) }
            }
        }
        for (name, span) in open {
            findings.add(
                .unusedAnchor, "nothing names the anchor '&\(name)'", at: span,
                help: "'*\(name)' stands for its value elsewhere, '<<: *\(name)' for its keys; or delete it")
        }
        return findings
    }

    /// The anchor itself, which stands before its value.
    private static func anchor(_ name: String, before value: SourceSpan) -> SourceSpan {
        let file = value.file
        let text = Array("&\(name)".utf8)
        var start = value.start
        while start >= text.count {
            if file.bytes[(start - text.count)..<start].elementsEqual(text) {
                return file.span(start - text.count..<start)
            }
            start -= 1
        }
        return value
    }
}
