import Determinism
import Testing

@Suite("SHA-256 fingerprints")
struct FingerprintTests {
    @Test(
        "equal the examples of FIPS 180-4",
        arguments: [
            ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
        ])
    func examples(text: String, count: Int, digest: String) {
        #expect(Fingerprint(of: String(repeating: text, count: count)).hexadecimal == digest)
    }

    @Test("do not depend on how a message is cut into pieces", arguments: [1, 3, 63, 64, 65, 999])
    func pieces(size: Int) {
        let message = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let hasher = Fingerprinter()
        for start in stride(from: 0, to: message.count, by: size) {
            hasher.update(Array(message[start..<min(start + size, message.count)]))
        }
        #expect(hasher.finish() == Fingerprint(of: message))
    }

    @Test("read back from their hexadecimal digits")
    func hexadecimalRoundTrip() {
        let fingerprint = Fingerprint(of: "abc")
        #expect(Fingerprint(hexadecimal: fingerprint.hexadecimal) == fingerprint)
    }

    @Test(
        "are not read from anything but 64 lower-case hexadecimal digits",
        arguments: [
            "", String(repeating: "a", count: 63), String(repeating: "a", count: 65),
            String(repeating: "A", count: 64), "g" + String(repeating: "a", count: 63),
            String(repeating: "é", count: 32),
        ])
    func notHexadecimal(text: String) {
        #expect(Fingerprint(hexadecimal: text) == nil)
    }

    @Test("lead with eight bytes, big-endian")
    func leadingWord() {
        #expect(Fingerprint(of: "abc").leadingWord == 0xba78_16bf_8f01_cfea)
        #expect(Fingerprint(of: "abc").short == "ba7816bf8f01")
    }
}
