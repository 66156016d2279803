public import Determinism

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
