/// Keys made of a secret: HMAC (RFC 2104) and HKDF (RFC 5869) over SHA-256.
public enum KeyDerivation {
    private static let (block, digest) = (64, 32)

    /// HMAC-SHA256 of a message.
    public static func code(of message: [UInt8], key: [UInt8]) -> [UInt8] {
        var key = key.count > block ? Fingerprint(of: key).bytes : key
        key += [UInt8](repeating: 0, count: block - key.count)
        let inner = Fingerprint(of: key.map { $0 ^ 0x36 } + message).bytes
        return Fingerprint(of: key.map { $0 ^ 0x5c } + inner).bytes
    }

    /// HKDF-SHA256: bytes that nobody can tell from random ones who does not know the secret, others for every purpose.
    ///
    /// - Parameters:
    ///   - salt: what tells secrets of one kind apart; may be empty.
    ///   - purpose: what the bytes are for.
    public static func bytes(
        _ count: Int, from secret: [UInt8], salt: [UInt8] = [], for purpose: [UInt8]
    ) -> [UInt8] {
        precondition((0...255 * digest).contains(count), "HKDF makes at most 255 blocks")
        let root = code(of: secret, key: salt)
        var (made, last) = ([UInt8](), [UInt8]())
        for number in 1...255 where made.count < count {
            last = code(of: last + purpose + [UInt8(number)], key: root)
            made += last
        }
        return Array(made.prefix(count))
    }
}

extension StreamKey {
    /// The key as bytes, the most significant one first: a secret of whoever knows the seed.
    public var bytes: [UInt8] { stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> $0) } }
}
