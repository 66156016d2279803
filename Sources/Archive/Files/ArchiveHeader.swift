public import Determinism

/// The first 512 bytes of an archive file: readable text that says what the rest must be.
///
/// ```
/// concord archive 1
/// length 1518592
/// content 6f0c…                      SHA-256 of everything after these 512 bytes
/// round 500                          what the writer added, in its order
/// header 91be…                       SHA-256 of the lines above
/// ```
/// followed by spaces. HDF5 leaves these bytes alone (they are its user block), so `head -6 file` shows them and every
/// HDF5 reader still opens the file.
public struct ArchiveHeader: Hashable, Sendable {
    /// One line that the writer added.
    public struct Entry: Hashable, Sendable {
        /// What the line tells, as one word: `round`.
        public let key: String
        /// The rest of the line.
        public let value: String

        /// A line of the header.
        public init(_ key: String, _ value: String) {
            self.key = key
            self.value = value
        }
    }

    /// The newest format this version reads, and the one it writes.
    public static let newestFormat = 1
    /// The bytes a header takes.
    public static let size = 512

    /// The bytes of the whole file, header included.
    public let length: Int
    /// SHA-256 of everything after the header.
    public let content: Fingerprint
    /// What the writer added.
    public let entries: [Entry]

    /// The value of the writer's line with this key.
    public subscript(key: String) -> String? { entries.first { $0.key == key }?.value }

    init(length: Int, content: Fingerprint, entries: [Entry]) {
        self.length = length
        self.content = content
        self.entries = entries
    }

    /// The 512 bytes; nil where the entries do not fit or hold a line feed.
    var bytes: [UInt8]? {
        var text = "\(Self.signature)\(Self.newestFormat)\nlength \(length)\ncontent \(content)\n"
        for entry in entries {
            guard !entry.key.utf8.contains(where: { $0 <= 0x20 }), !entry.value.utf8.contains(0x0A) else { return nil }
            text += "\(entry.key) \(entry.value)\n"
        }
        text += "header \(Fingerprint(of: text))\n"
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.size else { return nil }
        return bytes + Array(repeating: 0x20, count: Self.size - bytes.count)
    }

    /// Reads a header from the first bytes of a file, refusing by name whatever differs from what was written in any bit.
    init(_ bytes: ArraySlice<UInt8>, of path: String) throws(ArchiveError) {
        func failure(_ reason: ArchiveError.Reason) -> ArchiveError { ArchiveError(path, "read", reason) }
        guard !bytes.isEmpty else { throw failure(.empty) }
        let signature = Array(Self.signature.utf8)
        guard bytes.starts(with: signature) else { throw failure(Self.identifyStranger(bytes)) }
        guard bytes.count >= Self.size else { throw failure(.truncated(expected: Self.size, found: bytes.count)) }
        let block = bytes.prefix(Self.size)
        let lines = block.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
            .filter { $0.contains { $0 != " " } }
        guard let format = lines.first.flatMap({ Int($0.dropFirst(Self.signature.count)) }), format > 0 else {
            throw failure(.damaged("its first line is not that of a Concord archive"))
        }
        guard format <= Self.newestFormat else { throw failure(.newerFormat(format)) }
        var entries = lines.dropFirst().map { line in
            let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
            return Entry(String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
        }
        let unreadable = failure(.damaged("its header does not match the header's own fingerprint"))
        guard entries.count >= 3, let length = Int(entries[0].value),
            let content = Fingerprint(hexadecimal: entries[1].value)
        else { throw unreadable }
        entries.removeFirst(2)
        entries.removeLast()
        self.init(length: length, content: content, entries: Array(entries))
        // Rendering what was understood must give back every byte, the fingerprint of the header among them.
        guard let rendered = self.bytes, block.elementsEqual(rendered) else { throw unreadable }
    }

    /// Compares all bytes of the file with what the header says of them.
    func verify(_ bytes: [UInt8], of path: String) throws(ArchiveError) {
        guard bytes.count >= length else {
            throw ArchiveError(path, "read", .truncated(expected: length, found: bytes.count))
        }
        guard bytes.count == length else {
            throw ArchiveError(path, "read", .damaged("\(bytes.count - length) bytes follow its end"))
        }
        guard Self.fingerprint(ofContent: bytes) == content else {
            throw ArchiveError(path, "read", .damaged("its content does not match the fingerprint in its header"))
        }
    }

    static func fingerprint(ofContent bytes: [UInt8]) -> Fingerprint {
        let hasher = Fingerprinter()
        bytes.withUnsafeBytes { hasher.update(UnsafeRawBufferPointer(rebasing: $0[size...])) }
        return hasher.finish()
    }

    private static let signature = "concord archive "
    /// HDF5's own signature.
    static let libraryMark: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

    /// HDF5's signature stands at 0, 512, 1024, … bytes (the HDF5 file format specification, superblock).
    private static func identifyStranger(_ bytes: ArraySlice<UInt8>) -> ArchiveError.Reason {
        var offset = 0
        while offset + libraryMark.count <= bytes.count {
            if bytes.dropFirst(offset).starts(with: libraryMark) {
                return offset == size ? .damaged("its header is gone") : .foreignHDF5
            }
            offset = offset == 0 ? size : offset * 2
        }
        return .notHDF5
    }
}
