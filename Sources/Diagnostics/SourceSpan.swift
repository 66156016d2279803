/// A place in a text: line and column counted from 1, columns in code points.
public struct SourcePosition: Sendable, Hashable {
    /// The line, from 1.
    public let line: Int
    /// The code point within the line, from 1.
    public let column: Int

    /// A line and a column, both counted from 1.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// A stretch of a text: exactly the bytes of a key or a value.
public struct SourceSpan: Sendable {
    /// The text it lies in.
    public let file: SourceFile
    /// Where it starts, in bytes.
    public let start: Int
    /// Where it ends, in bytes; its last byte is the one before.
    public let end: Int

    /// Where its first code point stands.
    public var startPosition: SourcePosition { file.position(ofOffset: start) }
    /// Where the code point after its last one stands.
    public var endPosition: SourcePosition { file.position(ofOffset: end) }

    /// The text it covers.
    public var text: String { String(decoding: file.bytes[start..<end], as: UTF8.self) }

    /// From the start of this span to the end of another in the same text.
    public func extended(to other: SourceSpan) -> SourceSpan {
        SourceSpan(file: file, start: start, end: max(start, other.end))
    }
}

extension SourceSpan: Hashable {
    /// Equal bytes of one and the same text.
    public static func == (one: SourceSpan, other: SourceSpan) -> Bool {
        one.file === other.file && one.start == other.start && one.end == other.end
    }

    /// Feeds the text's identity and the two offsets.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(file))
        hasher.combine(start)
        hasher.combine(end)
    }
}

extension SourceSpan: CustomStringConvertible {
    /// `cartpole.yaml:12:7`.
    public var description: String {
        let position = startPosition
        return "\(file.name):\(position.line):\(position.column)"
    }
}
