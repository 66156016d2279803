import Archive
import Determinism

extension FileSystem {
    /// The fingerprint of a file's first bytes; nil where it has fewer.
    func fingerprint(_ path: String, upTo length: Int) throws(ArchiveError) -> Fingerprint? {
        try hasher(path, upTo: length)?.finish()
    }

    /// A hasher that has taken in a file's first bytes; nil where it has fewer.
    func hasher(_ path: String, upTo length: Int) throws(ArchiveError) -> Fingerprinter? {
        let hasher = Fingerprinter()
        guard length > 0 else { return hasher }
        guard let found = try self.length(path), found >= length else { return nil }
        var offset = 0
        while offset < length {
            let bytes = try read(path, from: offset, count: min(1 << 20, length - offset))
            guard !bytes.isEmpty else { return nil }
            hasher.update(bytes)
            offset += bytes.count
        }
        return hasher
    }
}
