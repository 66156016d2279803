import Determinism
import Numerics

/// What a process that read a file says of it, as bytes: an item, or why it cannot be read.
///
/// ```
/// concord answer 1            and a line feed
/// SHA-256 of what follows     64 hexadecimal digits, and a line feed
/// 'N' item  or  'E' error     every text, array and list is preceded by its length
/// ```
/// Nothing in it is believed: whatever the bytes are, reading them gives a result or says what is wrong with them.
public struct ForeignAnswer: Equatable, Sendable {
    /// The item, or why there is none.
    public let result: Result<ArchiveNode, ArchiveError>

    /// The bytes that an answer about a file may have: what its items may hold, and what is said of each.
    static func largest(ofFile bytes: Int) -> Int { ReadingBudget.bytes(ofFile: bytes) + 8 * bytes + 1 << 20 }
    private static let signature = Array("concord answer 1\n".utf8)
    private static let prefix = signature.count + 65

    /// The answer that says this of a file.
    public init(_ result: Result<ArchiveNode, ArchiveError>) {
        self.result = result
    }

    /// Reads an answer.
    ///
    /// - Throws: what is wrong with it, in words.
    public init(bytes: [UInt8]) throws(MalformedAnswer) {
        guard bytes.starts(with: Self.signature) else { throw MalformedAnswer("it is no answer") }
        guard let content = Self.content(of: bytes) else { throw MalformedAnswer("it breaks off, or was changed") }
        var reader = AnswerReader(content)
        result = try reader.result()
    }

    /// The answer as bytes.
    public var bytes: [UInt8] {
        var writer = AnswerWriter()
        writer.add(result)
        return Self.sealed(writer.bytes)
    }

    /// The bytes of an answer that holds `content`, which may be anything.
    public static func sealed(_ content: [UInt8]) -> [UInt8] {
        signature + Array("\(Fingerprint(of: content))\n".utf8) + content
    }

    /// What an answer's bytes hold; nil where they are none, or others than those that were written.
    public static func content(of bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count > prefix, bytes.starts(with: signature) else { return nil }
        let content = Array(bytes[prefix...])
        return sealed(content).prefix(prefix).elementsEqual(bytes.prefix(prefix)) ? content : nil
    }
}

extension ForeignAnswer {
    /// Two answers are equal where their bytes are.
    public static func == (one: ForeignAnswer, other: ForeignAnswer) -> Bool { one.bytes == other.bytes }
}
