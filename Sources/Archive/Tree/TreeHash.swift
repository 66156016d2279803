public import Determinism

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

extension ArchiveNode {
    /// SHA-256 over this item: names, shapes, kinds, values and attributes.
    public var fingerprint: Fingerprint {
        let hash = TreeHash()
        contribute(to: hash)
        return hash.finish()
    }

    fileprivate func contribute(to hash: TreeHash) {
        switch self {
        case .array(let array): array.contribute(to: hash)
        case .text(let text): text.contribute(to: hash)
        case .group(let group):
            hash.add(tag: "G")
            hash.add(count: group.members.count)
            let sorted = group.members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
            for member in sorted {
                hash.add(text: member.name)
                member.node.contribute(to: hash)
            }
            group.attributes.contribute(to: hash)
        }
    }
}
