public import Determinism
public import Diagnostics

/// A value of a spec with the place it comes from: as read, or already in the language's normal form.
public struct Node: Sendable {
    /// What the value is.
    public var content: Content
    /// Where it comes from.
    public var origin: Origin

    /// What a value is.
    public indirect enum Content: Sendable {
        /// Text from a file that no field has claimed yet.
        case scalar(Scalar)
        /// A typed leaf.
        case value(CanonicalValue)
        /// A list.
        case sequence([Node])
        /// Keys in the order written; distinct.
        case mapping([Entry])
        /// Something that was refused; what depends on it stays silent.
        case invalid
    }

    /// A value that stands somewhere.
    public init(_ content: Content, origin: Origin) {
        self.content = content
        self.origin = origin
    }

    /// A value in canonical form, such as a default, without any text behind it.
    public init(_ value: CanonicalValue, origin: Origin) {
        self.origin = origin
        switch value {
        case .object(let members):
            content = .mapping(members.map { Entry($0.key, keySpan: origin.span, Node($0.value, origin: origin)) })
        case .list(let elements): content = .sequence(elements.map { Node($0, origin: origin) })
        default: content = .value(value)
        }
    }

    /// The entries of a mapping; empty for anything else.
    public var entries: [Entry] {
        if case .mapping(let entries) = content { entries } else { [] }
    }

    /// The elements of a sequence; empty for anything else.
    public var elements: [Node] {
        if case .sequence(let elements) = content { elements } else { [] }
    }

    /// The value under a key of a mapping.
    public subscript(key: String) -> Node? { entries.first { $0.key == key }?.value }

    /// The typed leaf, where this is one.
    public var value: CanonicalValue? {
        if case .value(let value) = content { value } else { nil }
    }

    /// Whether this was refused.
    public var isInvalid: Bool {
        if case .invalid = content { true } else { false }
    }

    /// Where the value stands, for diagnostics.
    public var span: SourceSpan? { origin.span }
}

/// One key of a mapping and its value.
public struct Entry: Sendable {
    /// The key.
    public let key: String
    /// Where the key stands.
    public let keySpan: SourceSpan?
    /// The value.
    public var value: Node

    /// A key and its value.
    public init(_ key: String, keySpan: SourceSpan?, _ value: Node) {
        self.key = key
        self.keySpan = keySpan
        self.value = value
    }
}

extension Entry {
    /// Whether an anchor stands between the key and its value.
    var isAnchored: Bool {
        guard let keySpan, let span = value.span, span.file === keySpan.file, keySpan.end <= span.start else {
            return false
        }
        let between = span.file.bytes[keySpan.end..<span.start]
        return between.first { ![UInt8(ascii: ":"), UInt8(ascii: " "), UInt8(ascii: "\n")].contains($0) }
            == UInt8(ascii: "&")
    }
}

/// Text in a file, before a field says what it means.
public struct Scalar: Sendable, Equatable {
    /// The text, with quotes and escapes resolved.
    public let text: String
    /// Whether it stood without quotes; only then can it be a number, a boolean or nothing.
    public let isPlain: Bool

    /// Whether nothing is written, or `null` or `~`.
    public var isNull: Bool { isPlain && ["", "~", "null", "Null", "NULL"].contains(text) }
}

extension Node {
    /// The same value, brought to another place by the alias or merge key there.
    func reached(by alias: SourceSpan?) -> Node {
        var copy = self
        copy.origin.alias = alias
        switch content {
        case .sequence(let elements): copy.content = .sequence(elements.map { $0.reached(by: alias) })
        case .mapping(let entries):
            copy.content = .mapping(
                entries.map { Entry($0.key, keySpan: $0.keySpan, $0.value.reached(by: alias)) })
        default: break
        }
        return copy
    }
}
