internal import CCrypto

/// Encryption that also proves who sealed a message, and what for: AEAD of libcrypto.
public enum AuthenticatedCipher: String, Sendable, CaseIterable {
    /// AES-256 in Galois/counter mode (NIST SP 800-38D).
    case aes256GCM = "aes_256_gcm"
    /// ChaCha20 with Poly1305 (RFC 8439).
    case chaCha20Poly1305 = "chacha20_poly1305"

    /// Bytes of a key.
    public static let keyBytes = 32
    /// Bytes of a nonce, which a key may see once.
    public static let nonceBytes = 12
    /// Bytes of the proof at a message's end.
    public static let tagBytes = 16

    /// The encrypted message, as long as the plain one, and its tag behind it.
    ///
    /// - Parameter associated: what is not sent with it but has to be the same where it is opened.
    public func seal(_ plain: [UInt8], key: [UInt8], nonce: [UInt8], for associated: [UInt8]) -> [UInt8] {
        let cipher = CipherContext(cipher, key: key, nonce: nonce, encrypts: true)
        var sealed = [UInt8](repeating: 0, count: plain.count + Self.tagBytes)
        cipher.authenticate(associated)
        cipher.update(plain, plain.count, into: &sealed)
        precondition(cipher.finish(), "libcrypto did not finish a message")
        sealed.replaceSubrange(plain.count..., with: cipher.tag(of: Self.tagBytes))
        return sealed
    }

    /// The plain message; nil where key, nonce, associated bytes or any bit of the message are not those it was sealed with.
    public func open(_ sealed: [UInt8], key: [UInt8], nonce: [UInt8], for associated: [UInt8]) -> [UInt8]? {
        let count = sealed.count - Self.tagBytes
        guard count >= 0 else { return nil }
        let cipher = CipherContext(cipher, key: key, nonce: nonce, encrypts: false)
        var plain = [UInt8](repeating: 0, count: count)
        cipher.authenticate(associated)
        cipher.update(sealed, count, into: &plain)
        cipher.expect(tag: Array(sealed[count...]))
        return cipher.finish() ? plain : nil
    }

    private var cipher: OpaquePointer? {
        switch self {
        case .aes256GCM: EVP_aes_256_gcm()
        case .chaCha20Poly1305: EVP_chacha20_poly1305()
        }
    }
}

/// The words of ChaCha20 (RFC 8439): what two who share a key and a nonce can both make, and nobody else.
public struct KeyStream {
    private let cipher: CipherContext

    /// The stream of a key of 32 bytes and a nonce of 12, from block 0 on.
    public init(key: [UInt8], nonce: [UInt8]) {
        precondition(nonce.count == AuthenticatedCipher.nonceBytes, "a nonce has 12 bytes")
        cipher = CipherContext(EVP_chacha20(), key: key, nonce: [0, 0, 0, 0] + nonce, encrypts: true)
    }

    /// The next bytes.
    public func bytes(_ count: Int) -> [UInt8] {
        var words = [UInt8](repeating: 0, count: count)
        cipher.update([UInt8](repeating: 0, count: count), count, into: &words)
        return words
    }
}

/// A message on its way through one of libcrypto's ciphers.
///
/// The class owns libcrypto's context and releases it.
private final class CipherContext {
    private let context: OpaquePointer

    init(_ cipher: OpaquePointer?, key: [UInt8], nonce: [UInt8], encrypts: Bool) {
        precondition(key.count == AuthenticatedCipher.keyBytes, "a key has 32 bytes")
        guard let context = EVP_CIPHER_CTX_new(),
            EVP_CipherInit_ex(context, cipher, nil, key, nonce, encrypts ? 1 : 0) == 1
        else { preconditionFailure("libcrypto refused a cipher") }
        self.context = context
    }

    deinit { EVP_CIPHER_CTX_free(context) }

    func authenticate(_ associated: [UInt8]) {
        var length: Int32 = 0
        let accepted = EVP_CipherUpdate(context, nil, &length, associated, Int32(associated.count))
        precondition(accepted == 1, "libcrypto refused associated bytes")
    }

    /// Takes the first bytes of a message, in pieces that libcrypto can count.
    func update(_ message: [UInt8], _ count: Int, into result: inout [UInt8]) {
        message.withUnsafeBufferPointer { message in
            result.withUnsafeMutableBufferPointer { result in
                guard let source = message.baseAddress, let target = result.baseAddress else { return }
                var done = 0
                while done < count {
                    var length: Int32 = 0
                    let piece = Int32(min(count - done, 1 << 30))
                    let accepted = EVP_CipherUpdate(context, target + done, &length, source + done, piece)
                    precondition(accepted == 1 && length == piece, "libcrypto refused \(piece) bytes")
                    done += Int(piece)
                }
            }
        }
    }

    /// Whether all was as it was sealed.
    func finish() -> Bool {
        var (rest, length) = ([UInt8](repeating: 0, count: 16), Int32(0))
        return EVP_CipherFinal_ex(context, &rest, &length) == 1
    }

    func tag(of count: Int) -> [UInt8] {
        var tag = [UInt8](repeating: 0, count: count)
        let accepted = EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(count), &tag)
        precondition(accepted == 1, "libcrypto gave no tag")
        return tag
    }

    func expect(tag: [UInt8]) {
        var tag = tag
        let accepted = EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag)
        precondition(accepted == 1, "libcrypto took no tag")
    }
}
