import Determinism
import Testing

/// What libcrypto seals, against published vectors; what it opens, against every kind of forgery.
@Suite("Ciphers and keys")
struct CipherTests {
    static func bytes(_ digits: String) -> [UInt8] {
        let digits = Array(digits.utf8.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\n") })
        return stride(from: 0, to: digits.count, by: 2).map {
            UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16) ?? 0
        }
    }

    @Test("AES-256-GCM is that of test case 16 of McGrew and Viega, as NIST has it")
    func aes() {
        let key = Self.bytes("feffe9928665731c6d6a8f9467308308 feffe9928665731c6d6a8f9467308308")
        let plain = Self.bytes(
            """
            d9313225f88406e5a55909c5aff5269a 86a7a9531534f7da2e4c303d8a318a72
            1c3c0c95956809532fcf0e2449a6b525 b16aedf5aa0de657ba637b39
            """)
        let associated = Self.bytes("feedfacedeadbeeffeedfacedeadbeef abaddad2")
        let nonce = Self.bytes("cafebabefacedbaddecaf888")
        let sealed = AuthenticatedCipher.aes256GCM.seal(plain, key: key, nonce: nonce, for: associated)
        #expect(
            sealed
                == Self.bytes(
                    """
                    522dc1f099567d07f47f37a32a84427d 643a8cdcbfe5c0c97598a2bd2555d1aa
                    8cb08e48590dbb3da7b08b1056828838 c5f61e6393ba7a0abcc9f662 76fc6ece0f4e1768cddf8853bb2d551b
                    """))
        #expect(AuthenticatedCipher.aes256GCM.open(sealed, key: key, nonce: nonce, for: associated) == plain)
    }

    @Test("ChaCha20-Poly1305 is that of RFC 8439, 2.8.2")
    func chaCha() {
        let key = (0x80...0x9f).map { UInt8($0) }
        let nonce = Self.bytes("070000004041424344454647")
        let associated = Self.bytes("50515253c0c1c2c3c4c5c6c7")
        let plain = Array(
            "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it."
                .utf8)
        let sealed = AuthenticatedCipher.chaCha20Poly1305.seal(plain, key: key, nonce: nonce, for: associated)
        #expect(sealed.prefix(16) == Self.bytes("d31a8d34648e60db7b86afbc53ef7ec2")[...])
        #expect(sealed.suffix(16) == Self.bytes("1ae10b594f09e26a7e902ecbd0600691")[...])
        #expect(AuthenticatedCipher.chaCha20Poly1305.open(sealed, key: key, nonce: nonce, for: associated) == plain)
    }

    @Test("The key stream is that of RFC 8439, A.1, whatever pieces it is taken in")
    func keyStream() {
        let wanted = Self.bytes(
            """
            76b8e0ada0f13d90405d6ae55386bd28 bdd219b8a08ded1aa836efcc8b770dc7
            da41597c5157488d7724e03fb8d84a37 6a43b8f41518a11cc387b669b2ee6586
            9f07e7be5551387a98ba977c732d080d cb0f29a048e3656912c6533e32ee7aed
            29b721769ce64e43d57133b074d839d5 31ed1f28510afb45ace10a1f4b794d6f
            """)
        let zeros = [UInt8](repeating: 0, count: 32)
        let stream = KeyStream(key: zeros, nonce: [UInt8](repeating: 0, count: 12))
        #expect(stream.bytes(5) + stream.bytes(70) + stream.bytes(53) == wanted)
    }

    @Test("Any other bit, key, nonce or purpose is refused", arguments: AuthenticatedCipher.allCases)
    func forgeries(cipher: AuthenticatedCipher) {
        var (key, nonce) = ([UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 12))
        let plain = (0..<50).map { UInt8($0) }
        let sealed = cipher.seal(plain, key: key, nonce: nonce, for: [7])
        #expect(sealed.count == plain.count + AuthenticatedCipher.tagBytes)
        #expect(cipher.open(sealed, key: key, nonce: nonce, for: [7]) == plain)
        for bit in 0..<sealed.count * 8 {
            var forged = sealed
            forged[bit / 8] ^= 1 << (bit % 8)
            #expect(cipher.open(forged, key: key, nonce: nonce, for: [7]) == nil)
        }
        #expect(cipher.open(sealed, key: key, nonce: nonce, for: [8]) == nil)
        #expect(cipher.open(Array(sealed.dropLast()), key: key, nonce: nonce, for: [7]) == nil)
        #expect(cipher.open([], key: key, nonce: nonce, for: [7]) == nil)
        nonce[0] ^= 1
        #expect(cipher.open(sealed, key: key, nonce: nonce, for: [7]) == nil)
        nonce[0] ^= 1
        key[31] ^= 128
        #expect(cipher.open(sealed, key: key, nonce: nonce, for: [7]) == nil)
        #expect(cipher.seal([], key: key, nonce: nonce, for: []).count == AuthenticatedCipher.tagBytes)
    }

    @Test("Keys are those of RFC 5869, A.1 to A.3, and codes those of RFC 4231")
    func derivation() {
        let secret = [UInt8](repeating: 0x0b, count: 22)
        #expect(
            KeyDerivation.bytes(
                42, from: secret, salt: Self.bytes("000102030405060708090a0b0c"),
                for: Self.bytes("f0f1f2f3f4f5f6f7f8f9"))
                == Self.bytes(
                    "3cb25f25faacd57a90434f64d0362f2a 2d2d0a90cf1a5a4c5db02d56ecc4c5bf 34007208d5b887185865"))
        #expect(
            KeyDerivation.bytes(
                82, from: (0..<80).map { UInt8($0) }, salt: (0x60...0xaf).map { UInt8($0) },
                for: (0xb0...0xff).map { UInt8($0) })
                == Self.bytes(
                    """
                    b11e398dc80327a1c8e7f78c596a4934 4f012eda2d4efad8a050cc4c19afa97c
                    59045a99cac7827271cb41c65e590e09 da3275600c2f09b8367793a9aca3db71
                    cc30c58179ec3e87c14c01d5c1f3434f 1d87
                    """))
        #expect(
            KeyDerivation.bytes(42, from: secret, for: [])
                == Self.bytes(
                    "8da4e775a563c18f715f802a063c5a31 b8a11f5c5ee1879ec3454e5f3c738d2d 9d201395faa4b61a96c8"))
        #expect(
            KeyDerivation.code(
                of: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
                key: [UInt8](repeating: 0xaa, count: 131))
                == Self.bytes("60e431591ee0b67f0d8a26aacbf5b77f 8e0bc6213728c5140546040f0ee37f54"))
        #expect(
            StreamKey(seed: 1, owner: "a").bytes.reduce(0) { $0 << 8 | UInt64($1) }
                == StreamKey(seed: 1, owner: "a").word)
    }
}
