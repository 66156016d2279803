import Determinism

/// Feeds a tree to SHA-256 in one unambiguous binary form: every text and array is preceded by its length.
struct TreeHash {
    private let hasher = Fingerprinter()

    func add(tag: Unicode.Scalar) { add(word: UInt64(tag.value)) }

    func add(count: Int) { add(word: UInt64(bitPattern: Int64(count))) }

    func add(word: UInt64) { withUnsafeBytes(of: word.littleEndian) { hasher.update($0) } }

    func add(text: String) { add(bytes: Array(text.utf8)) }

    func add(bytes: [UInt8]) {
        add(count: bytes.count)
        hasher.update(bytes)
    }

    func finish() -> Fingerprint { hasher.finish() }
}
