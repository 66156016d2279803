internal import CCrypto

/// A SHA-256 digest that names content: a plan, a stage's recipe, a checkpoint's bytes.
public struct Fingerprint: Hashable, Sendable {
    /// The 32 bytes of the digest, most significant first.
    public let bytes: [UInt8]

    /// The SHA-256 (FIPS 180-4) of `content`.
    public init(of content: some Sequence<UInt8>) {
        let hasher = Fingerprinter()
        hasher.update(Array(content))
        self = hasher.finish()
    }

    /// The SHA-256 of a text's UTF-8 bytes.
    public init(of text: String) {
        self.init(of: Array(text.utf8))
    }

    /// Reads 64 lower-case hexadecimal digits, the one form in which fingerprints are written; nil for anything else.
    public init?(hexadecimal: String) {
        let digits = Array(hexadecimal.utf8)
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for pair in stride(from: 0, to: 64, by: 2) {
            guard let high = Self.value(ofDigit: digits[pair]), let low = Self.value(ofDigit: digits[pair + 1])
            else { return nil }
            bytes.append(high << 4 | low)
        }
        self.bytes = bytes
    }

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// 64 lower-case hexadecimal digits.
    public var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The first twelve hexadecimal digits: enough for people to tell fingerprints apart.
    public var short: String { String(hexadecimal.prefix(12)) }

    /// The first eight bytes, big-endian: a key for random streams.
    public var leadingWord: UInt64 {
        bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func value(ofDigit digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

extension Fingerprint: CustomStringConvertible {
    /// The whole digest in hexadecimal.
    public var description: String { hexadecimal }
}

/// Feeds bytes to SHA-256 piece by piece.
///
/// The class owns libcrypto's context and releases it.
public final class Fingerprinter {
    private let context: OpaquePointer

    /// An empty message.
    public init() {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            preconditionFailure("libcrypto refused to start SHA-256")
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Appends bytes to the message.
    public func update(_ bytes: UnsafeRawBufferPointer) {
        let accepted = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        precondition(accepted == 1, "libcrypto refused to hash \(bytes.count) bytes")
    }

    /// Appends bytes to the message.
    public func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// The digest of everything appended so far; more may be appended afterwards.
    public var soFar: Fingerprint {
        let copy = Fingerprinter()
        let accepted = EVP_MD_CTX_copy_ex(copy.context, context)
        precondition(accepted == 1, "libcrypto refused to copy a SHA-256 state")
        return copy.finish()
    }

    /// The digest of everything appended. The hasher is spent afterwards.
    public func finish() -> Fingerprint {
        var digest = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        let accepted = EVP_DigestFinal_ex(context, &digest, &length)
        precondition(accepted == 1 && length == 32, "libcrypto did not finish SHA-256")
        return Fingerprint(bytes: digest)
    }
}
