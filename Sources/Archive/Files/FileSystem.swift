/// The operations on files that durable state needs, one system call each, so that a test can stand in for the disk.
///
/// Passed as a value to whoever touches files. Every operation names its file when it fails.
public protocol FileSystem: Sendable {
    /// At most `count` bytes of a file, from `offset` bytes after its start.
    func read(_ path: String, from offset: Int, count: Int) throws(ArchiveError) -> [UInt8]
    /// The length of a file in bytes; nil where there is none.
    func length(_ path: String) throws(ArchiveError) -> Int?
    /// Opens a new file for writing; one that exists is an error.
    func create(_ path: String) throws(ArchiveError) -> OpenFile
    /// Opens a file at its end for writing, creating it where there is none.
    func append(_ path: String) throws(ArchiveError) -> OpenFile
    /// Writes all bytes, in as many system calls as it takes.
    func write(_ bytes: [UInt8], to file: OpenFile) throws(ArchiveError)
    /// Cuts a file to a length.
    func truncate(_ file: OpenFile, to length: Int) throws(ArchiveError)
    /// Returns when the file's bytes are on the disk.
    func synchronize(_ file: OpenFile) throws(ArchiveError)
    /// Closes a file. Errors of delayed writes appear here.
    func close(_ file: OpenFile) throws(ArchiveError)
    /// Renames a file or directory, replacing a file that is there.
    func rename(_ path: String, to newPath: String) throws(ArchiveError)
    /// Removes a file.
    func remove(_ path: String) throws(ArchiveError)
    /// Returns when a directory's entries are on the disk.
    func synchronizeDirectory(_ path: String) throws(ArchiveError)
    /// Makes a directory and those above it; one that exists is fine.
    func makeDirectory(_ path: String) throws(ArchiveError)
    /// The names in a directory, sorted by their bytes.
    func list(_ path: String) throws(ArchiveError) -> [String]
}

/// A file descriptor and the path it was opened by.
public struct OpenFile: Hashable, Sendable {
    /// The operating system's number.
    public let descriptor: Int32
    /// For error messages.
    public let path: String

    /// Names an open descriptor.
    public init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }
}

extension FileSystem {
    /// Puts a file in place whole or not at all: temporary name in the same directory, write, synchronize, rename,
    /// synchronize the directory. Where a step fails, the temporary file is removed and what was there before stays.
    ///
    /// - Parameters:
    ///   - mark: what the temporary name has besides, where two could write the same file at a time.
    ///   - beforeRename: the last chance to refuse, for instance because the directory has a new owner.
    public func replace(
        _ path: String, with bytes: [UInt8], mark: String = "", beforeRename: () throws(ArchiveError) -> Void = {}
    ) throws(ArchiveError) {
        let temporary = path + mark + Self.temporarySuffix
        if try length(temporary) != nil { try remove(temporary) }
        do throws(ArchiveError) {
            try fill(create(temporary), with: bytes)
            try beforeRename()
            try rename(temporary, to: path)
        } catch {
            // The first failure is the one to report; a temporary file that stays is removed at the next opening.
            discard(temporary)
            throw error
        }
        try synchronizeDirectory(Self.directory(of: path))
    }

    /// Writes, synchronizes and closes a new file.
    private func fill(_ file: OpenFile, with bytes: [UInt8]) throws(ArchiveError) {
        do throws(ArchiveError) {
            try write(bytes, to: file)
            try synchronize(file)
        } catch {
            // Closing can only repeat the failure that is already on its way.
            do throws(ArchiveError) { try close(file) } catch {}
            throw error
        }
        try close(file)
    }

    private func discard(_ path: String) {
        do throws(ArchiveError) { try remove(path) } catch {}
    }

    /// What marks a file that was never finished.
    public static var temporarySuffix: String { ".tmp" }

    /// The directory part of a path; `.` where there is none.
    public static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
