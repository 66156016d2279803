public import Archive
import Synchronization

/// The machine's files, until a chosen operation: that one fails, writes only half, or both.
public final class FailingFileSystem: FileSystem {
    private let local = LocalFileSystem()
    private let failing: Int
    private let code: Int32
    private let isCut: Bool
    private let counted = Mutex<[String]>([])

    /// Fails the operation of this number, counted from 0 over all that change the disk, with an error number.
    ///
    /// A cut write leaves half of its bytes behind.
    public init(failing: Int, code: Int32, cut: Bool = false) {
        self.failing = failing
        self.code = code
        isCut = cut
    }

    /// The operations that changed the disk, by name, in order; the failing one is the last that counts.
    public var operations: [String] { counted.withLock { $0 } }

    private func step(_ operation: String, _ path: String) throws(ArchiveError) {
        let number = counted.withLock { operations in
            operations.append(operation)
            return operations.count - 1
        }
        if number == failing { throw ArchiveError(path, operation, .system(code, "planted error \(code)")) }
    }

    /// Never fails by plan: reading changes nothing.
    public func read(_ path: String, from offset: Int, count: Int) throws(ArchiveError) -> [UInt8] {
        try local.read(path, from: offset, count: count)
    }

    /// Never fails by plan: looking changes nothing.
    public func length(_ path: String) throws(ArchiveError) -> Int? { try local.length(path) }

    /// Never fails by plan: looking changes nothing.
    public func list(_ path: String) throws(ArchiveError) -> [String] { try local.list(path) }

    /// Makes a file.
    public func create(_ path: String) throws(ArchiveError) -> OpenFile {
        try step("create", path)
        return try local.create(path)
    }

    /// Opens a file at its end.
    public func append(_ path: String) throws(ArchiveError) -> OpenFile {
        try step("append", path)
        return try local.append(path)
    }

    /// Writes all bytes, or half of them where the failing write is cut.
    public func write(_ bytes: [UInt8], to file: OpenFile) throws(ArchiveError) {
        do throws(ArchiveError) { try step("write", file.path) } catch {
            if isCut { try local.write(Array(bytes.prefix(bytes.count / 2)), to: file) }
            throw error
        }
        try local.write(bytes, to: file)
    }

    /// Cuts a file.
    public func truncate(_ file: OpenFile, to length: Int) throws(ArchiveError) {
        try step("truncate", file.path)
        try local.truncate(file, to: length)
    }

    /// Waits for the disk.
    public func synchronize(_ file: OpenFile) throws(ArchiveError) {
        try step("synchronize", file.path)
        try local.synchronize(file)
    }

    /// Closes a file, also where it then reports the planted error.
    public func close(_ file: OpenFile) throws(ArchiveError) {
        // The descriptor goes even where closing reports an error, as the system does it.
        let outcome: Result<Void, ArchiveError>
        do throws(ArchiveError) { outcome = .success(try step("close", file.path)) } catch { outcome = .failure(error) }
        try local.close(file)
        try outcome.get()
    }

    /// Renames.
    public func rename(_ path: String, to newPath: String) throws(ArchiveError) {
        try step("rename", newPath)
        try local.rename(path, to: newPath)
    }

    /// Removes a file.
    public func remove(_ path: String) throws(ArchiveError) {
        try step("remove", path)
        try local.remove(path)
    }

    /// Waits for the disk.
    public func synchronizeDirectory(_ path: String) throws(ArchiveError) {
        try step("synchronize the directory", path)
        try local.synchronizeDirectory(path)
    }

    /// Makes a directory.
    public func makeDirectory(_ path: String) throws(ArchiveError) {
        try step("make the directory", path)
        try local.makeDirectory(path)
    }
}

extension FileSystem {
    /// All bytes of a file, whatever it is.
    public func read(_ path: String) throws(ArchiveError) -> [UInt8] { try read(path, as: .archive) }
}
