import Glibc

/// The operating system's own files.
public struct LocalFileSystem: FileSystem {
    /// The files of this machine.
    public init() {}

    /// At most `count` bytes of a file, from `offset` bytes after its start.
    public func read(_ path: String, from offset: Int, count: Int) throws(ArchiveError) -> [UInt8] {
        try withDescriptor(path) { descriptor throws(ArchiveError) in
            guard lseek(descriptor, offset, SEEK_SET) >= 0 else { throw failure(path, "read") }
            return try read(descriptor, count: count, path)
        }
    }

    /// All of standard input, for a purpose.
    ///
    /// - Throws: `ArchiveError` where it cannot be read, or has more than such a file may have.
    public static func standardInput(as role: FileRole) throws(ArchiveError) -> [UInt8] {
        let name = "<stdin>"
        var bytes: [UInt8] = []
        while true {
            let part = try LocalFileSystem().read(0, count: min(1 << 20, role.largest + 1 - bytes.count), name)
            if part.isEmpty { return bytes }
            bytes += part
            guard bytes.count <= role.largest else {
                throw ArchiveError(name, "read", .tooLarge(found: bytes.count, limit: role.largest, what: role.noun))
            }
        }
    }

    /// The length of a file in bytes; nil where there is none.
    public func length(_ path: String) throws(ArchiveError) -> Int? {
        var status = stat()
        if stat(path, &status) == 0 { return Int(status.st_size) }
        if errno == ENOENT { return nil }
        throw failure(path, "examine")
    }

    /// Opens a new file for writing; one that exists is an error.
    public func create(_ path: String) throws(ArchiveError) -> OpenFile {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(path, "create") }
        return OpenFile(descriptor: descriptor, path: path)
    }

    /// Opens a file at its end for writing, creating it where there is none.
    public func append(_ path: String) throws(ArchiveError) -> OpenFile {
        // Opening a pipe would wait for its reader; a link may lead to what is nobody's to change.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(path, "open") }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            _ = Glibc.close(descriptor)
            throw ArchiveError(path, "open", .refused("it is not a regular file"))
        }
        return OpenFile(descriptor: descriptor, path: path)
    }

    /// Writes all bytes, in as many system calls as it takes.
    public func write(_ bytes: [UInt8], to file: OpenFile) throws(ArchiveError) {
        var done = 0
        while done < bytes.count {
            let written = bytes.withUnsafeBytes { raw in
                let rest = UnsafeRawBufferPointer(rebasing: raw[done...])
                return Glibc.write(file.descriptor, rest.baseAddress, rest.count)
            }
            if written < 0 {
                if errno == EINTR { continue }
                throw failure(file.path, "write")
            }
            done += written
        }
    }

    /// Cuts a file to a length.
    public func truncate(_ file: OpenFile, to length: Int) throws(ArchiveError) {
        guard ftruncate(file.descriptor, length) == 0 else { throw failure(file.path, "truncate") }
    }

    /// Returns when the file's bytes are on the disk.
    public func synchronize(_ file: OpenFile) throws(ArchiveError) {
        guard fsync(file.descriptor) == 0 else { throw failure(file.path, "synchronize") }
    }

    /// Closes a file. Errors of delayed writes appear here.
    public func close(_ file: OpenFile) throws(ArchiveError) {
        guard Glibc.close(file.descriptor) == 0 else { throw failure(file.path, "close") }
    }

    /// Renames a file or directory, replacing a file that is there.
    public func rename(_ path: String, to newPath: String) throws(ArchiveError) {
        guard Glibc.rename(path, newPath) == 0 else { throw failure(newPath, "rename a finished file to it") }
    }

    /// Removes a file.
    public func remove(_ path: String) throws(ArchiveError) {
        guard unlink(path) == 0 else { throw failure(path, "remove") }
    }

    /// Returns when a directory's entries are on the disk.
    public func synchronizeDirectory(_ path: String) throws(ArchiveError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, "open") }
        defer { _ = Glibc.close(descriptor) }
        // Some network file systems cannot synchronize a directory and say EINVAL: there is nothing better to do there.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure(path, "synchronize") }
    }

    /// Makes a directory and those above it, and waits until their names are on the disk; one that exists is fine.
    public func makeDirectory(_ path: String) throws(ArchiveError) {
        let parent = Self.directory(of: path)
        var status = mkdir(path, 0o755)
        if status != 0, errno == ENOENT, parent != path, path.contains("/") {
            try makeDirectory(parent)
            status = mkdir(path, 0o755)
        }
        if status == 0 { return try synchronizeDirectory(parent) }
        guard errno == EEXIST else { throw failure(path, "make the directory") }
    }

    /// The names in a directory, sorted by their bytes.
    public func list(_ path: String) throws(ArchiveError) -> [String] {
        guard let directory = opendir(path) else { throw failure(path, "list") }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private func withDescriptor<Result>(
        _ path: String, _ body: (Int32) throws(ArchiveError) -> Result
    ) throws(ArchiveError) -> Result {
        // Opening a pipe would wait for its writer, and a device has no end.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, "read") }
        defer { _ = Glibc.close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(path, "read") }
        let kind = status.st_mode & S_IFMT
        guard kind == S_IFREG else {
            throw ArchiveError(
                path, "read", .refused(kind == S_IFDIR ? "it is a directory" : "it is not a regular file"))
        }
        return try body(descriptor)
    }

    private func read(_ descriptor: Int32, count: Int, _ path: String) throws(ArchiveError) -> [UInt8] {
        guard count > 0 else { return [] }  // Filling nothing writes to the empty array that all threads share.
        var code: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            while initialized < count, let start = buffer.baseAddress {
                let received = Glibc.read(descriptor, start + initialized, count - initialized)
                if received < 0, errno == EINTR { continue }
                if received < 0 { code = errno }
                guard received > 0 else { break }
                initialized += received
            }
        }
        guard code == 0 else { throw failure(path, "read", code) }
        return bytes
    }

    private func failure(_ path: String, _ operation: String, _ code: Int32 = errno) -> ArchiveError {
        if code == ENOENT, operation == "read" || operation == "list" {
            return ArchiveError(path, operation, .notFound)
        }
        return ArchiveError(path, operation, .system(code, String(cString: strerror(code))))
    }
}
