internal import CYAML
public import Diagnostics

/// Reads YAML into nodes with exact spans; whatever is wrong becomes a diagnostic.
///
/// Aliases and merge keys are expanded here, within bounds, and their values remember both sites.
public struct YAMLReader {
    /// The deepest nesting accepted, after expansion.
    public static let maximumDepth = 64
    /// The most values accepted of a text that people write, after expansion.
    public static let maximumNodes = 250_000
    /// The most values accepted of a plan that a program wrote: agents are listed one by one there.
    public static let maximumPlanNodes = 8_000_000

    private let file: SourceFile
    private let events: YAMLEvents
    private let most: Int
    private var anchors: [String: Anchor] = [:]
    private var openAnchors: [String: SourceSpan] = [:]
    private var nodeCount = 0
    private var findings = Findings()

    private struct Anchor {
        let node: Node
        let size: Int
        let height: Int
    }

    /// What ends the reading: the finding is already gathered.
    private struct Stop: Error {}

    /// The value the file holds; nil, with at least one error added, where it holds none.
    ///
    /// - Parameter most: how many values are accepted.
    public static func read(
        _ file: SourceFile, atMost most: Int = maximumNodes, into findings: inout Findings
    ) -> Node? {
        guard file.bytes.count <= SpecFile.maximumBytes else {
            findings.add(.oversizedFile, SpecFile.oversizedMessage(file.name, file.bytes.count), at: nil)
            return nil
        }
        if file.bytes.starts(with: [0xFF, 0xFE]) || file.bytes.starts(with: [0xFE, 0xFF]) {
            findings.add(.malformedText, "'\(file.name)' is UTF-16", at: nil, help: "save it as UTF-8")
            return nil
        }
        let hidden = HiddenCharacters.objections(to: file)
        guard hidden.isEmpty else {
            for objection in hidden { findings.add(objection) }
            return nil
        }
        return withoutOpenBlanks(file.bytes).withUnsafeBufferPointer { bytes in
            var reader = YAMLReader(file: file, events: YAMLEvents(bytes, of: file), most: most)
            // Whatever stops it is among its findings.
            let node: Node?
            do { node = try reader.document() } catch { node = nil }
            findings.add(reader.findings)
            return node
        }
    }

    /// The text with its last line ended where that has only blanks: libyaml would take them for a block scalar's text.
    private static func withoutOpenBlanks(_ bytes: [UInt8]) -> [UInt8] {
        let isOpen = bytes.last == UInt8(ascii: " ")
        let content = isOpen ? bytes.last { $0 != UInt8(ascii: " ") } : nil
        return content == UInt8(ascii: "\n") || content == UInt8(ascii: "\r") ? bytes + [UInt8(ascii: "\n")] : bytes
    }

    private init(file: SourceFile, events: YAMLEvents, most: Int) {
        self.file = file
        self.most = most
        self.events = events
    }

    private mutating func document() throws(Stop) -> Node? {
        var event = try next()
        guard case .documentStart(let hasDirective) = event.kind else { throw stop(Self.empty(file)) }
        if hasDirective { findings.add(Self.directive(event.span)) }
        event = try next()
        if case .scalar("", isPlain: true) = event.kind, event.anchor == nil { throw stop(Self.empty(file)) }
        let (node, _, _) = try value(of: event, depth: 1)
        event = try next()
        while case .documentEnd = event.kind { event = try next() }
        if case .documentStart = event.kind {
            throw stop(
                Diagnostic(
                    .severalDocuments, "a second document starts here", at: event.span,
                    help: "one file holds one spec; move the rest into another file"))
        }
        return node
    }

    /// A value, how many nodes it consists of and how many levels it has.
    private mutating func value(of event: YAMLEvent, depth: Int) throws(Stop) -> (Node, size: Int, height: Int) {
        if case .alias(let name) = event.kind { return try expand(name, at: event.span, depth: depth) }
        try count(1, at: event.span)
        guard depth <= Self.maximumDepth else { throw stop(Self.tooDeep(event.span)) }
        if event.hasTag {
            findings.add(
                .tag, "a YAML tag", at: event.span, help: "delete the tag: the field decides the type of its value")
        }
        if let anchor = event.anchor { openAnchors[anchor] = event.span }
        let result: (Node, size: Int, height: Int)
        switch event.kind {
        case .sequenceStart(let isFlow): result = try sequence(from: event.span, isFlow: isFlow, depth: depth)
        case .mappingStart(let isFlow): result = try mapping(from: event.span, isFlow: isFlow, depth: depth)
        case .scalar(let text, let isPlain):
            let origin = Origin(.file, span: event.span)
            result = (Node(.scalar(Scalar(text: text, isPlain: isPlain)), origin: origin), 1, 1)
        default: preconditionFailure("libyaml gave \(event.kind) where a value starts")
        }
        if let anchor = event.anchor {
            openAnchors[anchor] = nil
            anchors[anchor] = Anchor(node: result.0, size: result.size, height: result.height)
        }
        return result
    }

    private mutating func sequence(
        from start: SourceSpan, isFlow: Bool, depth: Int
    ) throws(Stop) -> (Node, size: Int, height: Int) {
        var elements: [Node] = []
        var (size, height) = (1, 0)
        var span = start
        while true {
            let event = try next()
            if case .sequenceEnd = event.kind {
                if isFlow { span = span.extended(to: event.span) }
                break
            }
            let (element, elementSize, elementHeight) = try value(of: event, depth: depth + 1)
            elements.append(element)
            (size, height) = (size + elementSize, max(height, elementHeight))
            // A block's end mark lies behind the blank lines and comments that follow: its last value is its end.
            span = span.extended(to: element.origin.alias ?? element.span ?? span)
        }
        return (Node(.sequence(elements), origin: Origin(.file, span: span)), size, height + 1)
    }

    private mutating func mapping(
        from start: SourceSpan, isFlow: Bool, depth: Int
    ) throws(Stop) -> (Node, size: Int, height: Int) {
        var entries: [Entry] = []
        var merged: [Node] = []
        var places: [String: Int] = [:]
        var (size, height) = (1, 0)
        var span = start
        while true {
            let keyEvent = try next()
            if case .mappingEnd = keyEvent.kind {
                if isFlow { span = span.extended(to: keyEvent.span) }
                break
            }
            let key = try self.key(of: keyEvent, depth: depth)
            var (value, valueSize, valueHeight) = try value(of: try next(), depth: depth + 1)
            if case .scalar(let scalar) = value.content, scalar.isPlain, scalar.text.isEmpty {
                value.origin.span = keyEvent.span
            }
            (size, height) = (size + valueSize, max(height, valueHeight))
            span = span.extended(to: value.origin.alias ?? value.span ?? span)
            guard let key else { continue }
            if key == "<<" {
                merged.append(value)
            } else if let place = places[key] {
                findings.add(Self.duplicate(key, at: keyEvent.span, first: entries[place].keySpan))
            } else {
                places[key] = entries.count
                entries.append(Entry(key, keySpan: keyEvent.span, value))
            }
        }
        for source in merged { merge(source, into: &entries, places: &places) }
        return (Node(.mapping(entries), origin: Origin(.file, span: span)), size, height + 1)
    }

    /// A key's text; nil, after a finding, where it is not plain text.
    private mutating func key(of event: YAMLEvent, depth: Int) throws(Stop) -> String? {
        if case .scalar(let text, let isPlain) = event.kind {
            try count(1, at: event.span)
            if !text.isEmpty || !isPlain { return text }
            findings.add(.keyNotText, "this key is empty", at: event.span, help: "write a plain word before the ':'")
            return nil
        }
        let (node, _, _) = try value(of: event, depth: depth + 1)
        let span = node.origin.alias ?? node.span
        findings.add(.keyNotText, "this key is not a word", at: span, help: "write a plain word before the ':'")
        return nil
    }

    /// Adds the entries of `<<: source` that the mapping does not have itself.
    private mutating func merge(_ source: Node, into entries: inout [Entry], places: inout [String: Int]) {
        let sources = if case .sequence(let elements) = source.content { elements } else { [source] }
        for source in sources where !source.isInvalid {
            guard case .mapping(let others) = source.content else {
                findings.add(
                    .mergeNotMapping, "the merge key '<<' takes a mapping", at: source.origin.alias ?? source.span,
                    help: "write an alias of a mapping: `<<: *name`")
                continue
            }
            for entry in others where places[entry.key] == nil {
                places[entry.key] = entries.count
                let value = entry.value.origin.alias == nil ? entry.value.reached(by: source.span) : entry.value
                entries.append(Entry(entry.key, keySpan: entry.keySpan, value))
            }
        }
    }

    private mutating func expand(
        _ name: String, at span: SourceSpan, depth: Int
    ) throws(Stop) -> (Node, size: Int, height: Int) {
        if let open = openAnchors[name] {
            throw stop(
                Diagnostic(
                    .cyclicAnchor, "the alias '*\(name)' stands inside its own anchor", at: span,
                    related: .init(open, "the anchor"), help: "an anchor's value cannot contain itself"))
        }
        guard let anchor = anchors[name] else {
            let invalid = Node(.invalid, origin: Origin(.file, span: span))
            findings.add(
                .unknownAnchor, "no anchor '&\(name)' stands before this alias", at: span,
                help: Suggestion.help(for: name, among: anchors.keys.sorted(), noun: "anchors"))
            return (invalid, 1, 1)
        }
        try count(anchor.size, at: span)
        guard depth + anchor.height - 1 <= Self.maximumDepth else { throw stop(Self.tooDeep(span)) }
        return (anchor.node.reached(by: span), anchor.size, anchor.height)
    }

    private mutating func count(_ nodes: Int, at span: SourceSpan) throws(Stop) {
        nodeCount += nodes
        guard nodeCount <= most else {
            throw stop(
                Diagnostic(
                    .tooManyNodes, "more than \(most) values", at: span,
                    help: "aliases of aliases multiply; equal agents are written once, with `count`"))
        }
    }

    private mutating func next() throws(Stop) -> YAMLEvent {
        switch events.next() {
        case .success(let event): return event
        case .failure(let failure): throw stop(failure.diagnostic)
        }
    }

    private mutating func stop(_ diagnostic: Diagnostic) -> Stop {
        findings.add(diagnostic)
        return Stop()
    }

    // MARK: Messages

    private static func empty(_ file: SourceFile) -> Diagnostic {
        Diagnostic(
            .emptyFile, "'\(file.name)' holds no spec", at: nil, help: "`concord new fedhpd` writes a commented starter"
        )
    }

    private static func directive(_ span: SourceSpan) -> Diagnostic {
        let line = span.text.prefix { !$0.isNewline }
        return Diagnostic(
            .yamlSyntax, "a YAML directive", at: span.file.span(span.start..<span.start + line.utf8.count),
            help: YAMLEvents.withoutDirectives)
    }

    private static func tooDeep(_ span: SourceSpan) -> Diagnostic {
        Diagnostic(.tooDeep, "more than \(maximumDepth) levels of nesting", at: span)
    }

    private static func duplicate(_ key: String, at span: SourceSpan, first: SourceSpan?) -> Diagnostic {
        Diagnostic(
            .duplicateKey, "the key '\(VisibleText.beginning(of: key))' stands twice in one mapping", at: span,
            related: first.map { .init($0, "first written here") }, help: "delete one of the two")
    }
}
