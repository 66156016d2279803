/// One HDF5 file that holds a tree: written whole or not at all, read only after every byte was checked.
///
/// Equal trees and entries give equal bytes, whenever and wherever they are written.
public struct ArchiveFile: Sendable {
    /// Where the file is.
    public let path: String
    /// Whose files these are.
    public let files: any FileSystem

    /// Names a file, which need not exist yet.
    public init(_ path: String, on files: any FileSystem = LocalFileSystem()) {
        self.path = path
        self.files = files
    }

    /// Writes a tree under a temporary name, synchronizes it, and renames it to this path.
    ///
    /// - Parameters:
    ///   - tree: the content; the attributes of the tree itself become those of HDF5's root group.
    ///   - entries: lines for the header, readable without opening the file; some 280 bytes.
    ///   - mark: what the temporary name has besides, where two could write the same file at a time.
    ///   - beforeRename: the last chance to refuse.
    /// - Returns: the header that was written.
    /// - Throws: `ArchiveError` naming the file and the step that failed. No half-written file is left under the path.
    @discardableResult
    public func write(
        _ tree: ArchiveTree, entries: [ArchiveHeader.Entry] = [], mark: String = "",
        beforeRename: () throws(ArchiveError) -> Void = {}
    ) throws(ArchiveError) -> ArchiveHeader {
        var bytes = try TreeWriter.image(of: tree, for: path)
        guard bytes.count <= FileRole.archive.largest else {
            let limit = FileRole.archive
            throw ArchiveError(
                path, "write", .tooLarge(found: bytes.count, limit: limit.largest, what: limit.noun))
        }
        let header = ArchiveHeader(
            length: bytes.count, content: ArchiveHeader.fingerprint(ofContent: bytes), entries: entries)
        guard let block = header.bytes else {
            throw ArchiveError(path, "write", .refused("its header would not fit \(ArchiveHeader.size) bytes"))
        }
        bytes.replaceSubrange(0..<ArchiveHeader.size, with: block)
        try files.replace(path, with: bytes, mark: mark, beforeRename: beforeRename)
        return header
    }

    /// The header alone: quick, and no promise that the rest is sound.
    ///
    /// A file whose length differs from the header's is refused here already.
    public func header() throws(ArchiveError) -> ArchiveHeader {
        let header: ArchiveHeader
        do throws(ArchiveError) {
            header = try ArchiveHeader(files.read(path, from: 0, count: Self.beginning)[...], of: path)
        } catch {
            guard error.reason == .notHDF5, try isForeign() else { throw error }
            throw ArchiveError(path, "read", .foreignHDF5)
        }
        let found = try files.length(path) ?? 0
        guard found >= header.length else { throw truncated(header, found) }
        guard found == header.length else {
            throw ArchiveError(path, "read", .damaged("\(found - header.length) bytes follow its end"))
        }
        return header
    }

    /// Checks every byte against the header, without HDF5.
    @discardableResult
    public func verify() throws(ArchiveError) -> ArchiveHeader { try verifiedBytes().header }

    /// The header and the whole tree.
    ///
    /// - Throws: `ArchiveError`, whose reason tells a missing, empty, truncated, damaged, foreign and newer file apart.
    public func read() throws(ArchiveError) -> (header: ArchiveHeader, tree: ArchiveTree) {
        let (header, bytes) = try verifiedBytes()
        guard case .group(let tree) = try item("", of: bytes) else {
            throw ArchiveError(path, "read", .mismatch("its root is not a group"))
        }
        return (header, tree)
    }

    /// One item of the tree; every byte of the file is checked, but only this item is decoded.
    ///
    /// - Throws: `ArchiveError`; a reason of `missing` names the first part of `item` that is not there.
    public func read(_ item: String) throws(ArchiveError) -> ArchiveNode {
        try self.item(item, of: verifiedBytes().bytes)
    }

    /// One item of an HDF5 file that another program wrote, or that Concord wrote.
    ///
    /// A foreign file carries no fingerprint, and libhdf5 can crash on a damaged one: another process reads it.
    ///
    /// - Throws: `ArchiveError` naming the file, also where that process crashes or takes too long.
    public func readForeign(
        _ item: String = "", by reader: ForeignReader = ForeignReader()
    ) throws(ArchiveError) -> ArchiveNode {
        let bytes: [UInt8]
        do throws(ArchiveError) {
            bytes = try verifiedBytes().bytes
        } catch {
            guard error.reason == .foreignHDF5 else { throw error }
            return try reader.read(item, of: files.read(path, as: .input), subject: path)
        }
        return try self.item(item, of: bytes)
    }

    /// An item of verified bytes, with the attributes of it that are stored as datasets.
    private func item(_ item: String, of bytes: [UInt8]) throws(ArchiveError) -> ArchiveNode {
        let stored = try stored(item, of: bytes)
        if case .group(var tree) = stored, item.allSatisfy({ $0 == "/" }) {
            let apart = tree.remove(LargeAttributes.group)
            return try LargeAttributes.putBack(apart, into: .group(tree), of: path, isWhole: true)
        }
        let apart: ArchiveNode?
        do throws(ArchiveError) {
            apart = try self.stored("\(LargeAttributes.group)/\(item)", of: bytes)
        } catch {
            guard error.reason == .missing else { throw error }
            apart = nil
        }
        return try LargeAttributes.putBack(apart, into: stored, of: path, isWhole: false)
    }

    /// An item as it is stored in bytes that match their header. Anybody can seal what Concord never writes: that is read as
    /// another program's would be.
    private func stored(_ item: String, of bytes: [UInt8]) throws(ArchiveError) -> ArchiveNode {
        do throws(ArchiveError) {
            return try TreeReader.read(item, ofImage: bytes, of: path)
        } catch {
            guard error.reason == TreeReader.elsewhere else { throw error }
            return try ForeignReader().read(item, of: bytes, subject: path)
        }
    }

    private func verifiedBytes() throws(ArchiveError) -> (header: ArchiveHeader, bytes: [UInt8]) {
        // What is no archive, or has not the length it says, is not read whole.
        _ = try self.header()
        let bytes = try files.read(path, as: .archive)
        let header = try ArchiveHeader(bytes[...], of: path)
        try header.verify(bytes, of: path)
        return (header, bytes)
    }

    /// Whether HDF5's signature stands after what was looked at: behind a larger block of some user's own.
    private func isForeign() throws(ArchiveError) -> Bool {
        let length = try files.length(path) ?? 0
        var offset = Self.beginning
        while offset < length {
            let mark = ArchiveHeader.libraryMark
            if try files.read(path, from: offset, count: mark.count) == mark { return true }
            offset *= 2
        }
        return false
    }

    /// The bytes that tell what a file is.
    private static let beginning = 4096

    private func truncated(_ header: ArchiveHeader, _ found: Int) -> ArchiveError {
        ArchiveError(path, "read", .truncated(expected: header.length, found: found))
    }
}
