import Glibc

/// A file that a person named for a result: what is there already stays what it is.
///
/// - Nothing there: a new file with the modes that the process's umask leaves; it appears whole or not at all.
/// - A regular file: replaced whole or not at all, with its modes and owner. Where its directory takes no new file, where it
///   has other names (hard links) or its owner could not be kept, it is written in place instead: then an interruption can
///   leave a part.
/// - A symbolic link: the file it leads to is written, also where that is not there yet; the link stays.
/// - A device, a pipe, the process's own standard output, which `-` means too: written through.
/// - A directory, a path into a directory that is not there, a file that may not be written, a file of the command's own
///   inputs or of a run's, and one that is somebody's own where only what is the command's is replaced: refused, before the work.
public struct OutputFile: Sendable {
    /// The path as it was named.
    public let path: String
    /// Where the links that it goes through lead.
    private let destination: String
    private let way: Way

    /// How the bytes get there.
    private enum Way: Sendable, Equatable {
        /// A new file is renamed to the destination.
        case replacing(mode: mode_t?, owner: uid_t, group: gid_t)
        /// The file is emptied and written.
        case inPlace
        /// A device or a pipe.
        case through
        /// An open descriptor of this process.
        case descriptor(Int32)
    }

    /// Whether the bytes go where the process prints, so that nothing else should be printed there.
    public var isStandardOutput: Bool { way == .descriptor(1) }

    /// Whether a file is left there, and not what a device or a pipe was given.
    public var isRegular: Bool {
        switch way {
        case .replacing, .inPlace: true
        case .through, .descriptor: false
        }
    }

    /// Looks at what is there.
    ///
    /// - Parameters:
    ///   - inputs: files that the command reads; writing one of them is refused.
    ///   - complaint: why a file with such bytes, at most 16 MB of them, is left alone; nil where it may be replaced, as any may
    ///     unless told.
    /// - Throws: `ArchiveError` naming the path, where nothing could be written to it or nothing should be.
    public init(
        _ path: String, besides inputs: [String] = [], unless complaint: (([UInt8]) -> String?)? = nil
    ) throws(ArchiveError) {
        self.path = path
        guard path != "-" else {
            destination = path
            way = .descriptor(1)
            return
        }
        destination = try Self.destination(of: path)
        var status = stat()
        guard stat(path, &status) == 0 else {
            guard errno == ENOENT else { throw Self.failure(path) }
            let directory = LocalFileSystem.directory(of: destination)
            guard stat(directory, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
                throw Self.refusal(path, "there is no directory \(directory)")
            }
            guard access(directory, W_OK | X_OK) == 0 else { throw Self.failure(path) }
            if Self.isNameOfRun(destination),
                access("\(directory)/plan.json", F_OK) == 0 || access("\(directory)/metrics.jsonl", F_OK) == 0
            {
                throw Self.refusal(path, "it is a name of a run's own files; write it elsewhere")
            }
            way = .replacing(mode: nil, owner: 0, group: 0)
            return
        }
        if let descriptor = Self.descriptor(path, status) {
            way = .descriptor(descriptor)
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: throw Self.refusal(path, "it is a directory; name a file in it")
        case S_IFREG:
            try Self.refuseInputs(path, destination, status, inputs)
            guard access(destination, W_OK) == 0 else { throw Self.failure(path) }
            // Nothing is lost of a file that is empty.
            if status.st_size > 0, let complaint,
                let reason = try complaint(LocalFileSystem().read(destination, from: 0, count: 1 << 24))
            {
                throw Self.refusal(path, reason)
            }
            let isFree = access(LocalFileSystem.directory(of: destination), W_OK | X_OK) == 0
            let isKept = geteuid() == 0 || (status.st_uid == geteuid() && status.st_gid == getegid())
            way =
                status.st_nlink == 1 && isFree && isKept
                ? .replacing(mode: status.st_mode & 0o7777, owner: status.st_uid, group: status.st_gid) : .inPlace
        default: way = .through
        }
    }

    /// Whether what is written to one is written into the other, whatever their paths say.
    public func isSame(as other: OutputFile) -> Bool {
        if case .descriptor(let one) = way, case .descriptor(let two) = other.way { return one == two }
        guard isRegular, other.isRegular else { return false }
        var (status, second) = (stat(), stat())
        if stat(destination, &status) == 0, stat(other.destination, &second) == 0 {
            return status.st_dev == second.st_dev && status.st_ino == second.st_ino
        }
        return Self.whole(destination) == Self.whole(other.destination)
    }

    /// The path of a file that need not be there, from the root.
    private static func whole(_ path: String) -> String {
        let directory = LocalFileSystem.directory(of: path)
        guard let resolved = realpath(directory, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved) + "/" + String(path.split(separator: "/").last ?? "")
    }

    /// Takes bytes that follow those before.
    public typealias Sink = ([UInt8]) throws(ArchiveError) -> Void

    /// Writes all bytes.
    ///
    /// - Throws: `ArchiveError` naming the path; of a file that was to be replaced, the old one is there still.
    public func write(_ bytes: [UInt8]) throws(ArchiveError) {
        try write { sink throws(ArchiveError) in try sink(bytes) }
    }

    /// Writes what a body gives, part by part, so that nobody has to hold it all.
    ///
    /// - Returns: whether all was taken; not so where it goes where the process prints, and whoever reads that has seen enough.
    /// - Throws: `ArchiveError` naming the path, or what the body throws; of a file that was to be replaced, the old one is
    ///   there still.
    @discardableResult
    public func write(_ body: (Sink) throws(ArchiveError) -> Void) throws(ArchiveError) -> Bool {
        switch way {
        case .replacing(let mode, let owner, let group): try replace(mode, owner, group, body)
        case .inPlace: try write(to: open(destination, O_WRONLY | O_TRUNC | O_CLOEXEC), synchronizes: true, body)
        case .through: try write(to: open(destination, O_WRONLY | O_CLOEXEC | O_NOCTTY), synchronizes: false, body)
        case .descriptor(let number):
            do throws(ArchiveError) {
                try write(to: fcntl(number, F_DUPFD_CLOEXEC, 3), synchronizes: false, body)
            } catch {
                guard isStandardOutput, case .system(EPIPE, _) = error.reason else { throw error }
                return false
            }
        }
        return true
    }

    private func write(
        to descriptor: Int32, synchronizes: Bool, _ body: (Sink) throws(ArchiveError) -> Void
    ) throws(ArchiveError) {
        guard descriptor >= 0 else { throw Self.failure(path) }
        let name = path == "-" ? "standard output" : path
        let (files, file) = (LocalFileSystem(), OpenFile(descriptor: descriptor, path: name))
        do throws(ArchiveError) {
            try body { bytes throws(ArchiveError) in try files.write(bytes, to: file) }
            if synchronizes { try files.synchronize(file) }
        } catch {
            close(descriptor)
            throw error
        }
        try files.close(file)
    }

    private func replace(
        _ mode: mode_t?, _ owner: uid_t, _ group: gid_t, _ body: (Sink) throws(ArchiveError) -> Void
    ) throws(ArchiveError) {
        let directory = LocalFileSystem.directory(of: destination)
        let temporary = "\(directory)/.concord-\(getpid())\(LocalFileSystem.temporarySuffix)"
        // One that a process of the same number left when it was killed.
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw Self.failure(path) }
        do throws(ArchiveError) {
            if let mode {
                // An owner that cannot be kept was seen before; modes come second, because a new owner clears some.
                guard fchown(descriptor, owner, group) == 0, fchmod(descriptor, mode) == 0 else {
                    let failure = Self.failure(path)
                    close(descriptor)
                    throw failure
                }
            }
            try write(to: descriptor, synchronizes: true, body)
            guard rename(temporary, destination) == 0 else { throw Self.failure(path) }
        } catch {
            unlink(temporary)
            throw error
        }
        try LocalFileSystem().synchronizeDirectory(directory)
    }

    /// The path behind all links, the last of which may lead to a file that is not there yet.
    private static func destination(of path: String) throws(ArchiveError) -> String {
        var current = path
        for _ in 0..<40 {
            if let resolved = realpath(current, nil) {
                defer { free(resolved) }
                return String(cString: resolved)
            }
            var buffer = [CChar](repeating: 0, count: 4096)
            let count = readlink(current, &buffer, buffer.count)
            guard count > 0 else { return current }
            let target = String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            current = target.hasPrefix("/") ? target : "\(LocalFileSystem.directory(of: current))/\(target)"
        }
        throw ArchiveError(path, "write", .system(ELOOP, String(cString: strerror(ELOOP))))
    }

    /// The open descriptor of this process that a path means: `/dev/stdout`, `/dev/fd/1`, or the file the shell sends
    /// standard output to, whose end it would not find otherwise.
    private static func descriptor(_ path: String, _ status: stat) -> Int32? {
        let places = ["/dev/stdout": Int32(1), "/dev/stderr": 2]
        if let number = places[path] { return number }
        for root in ["/dev/fd/", "/proc/self/fd/", "/proc/\(getpid())/fd/"] where path.hasPrefix(root) {
            if let number = Int32(path.dropFirst(root.count)), fcntl(number, F_GETFD) >= 0 { return number }
        }
        let kind = status.st_mode & S_IFMT
        guard kind == S_IFREG || kind == S_IFIFO else { return nil }
        for number in Int32(1)...2 {
            var own = stat()
            if fstat(number, &own) == 0, own.st_dev == status.st_dev, own.st_ino == status.st_ino { return number }
        }
        return nil
    }

    /// Whether a run keeps, or will look for, something under the name.
    private static func isNameOfRun(_ path: String) -> Bool {
        let name = path.split(separator: "/").last ?? ""
        return ["plan.json", "metrics.jsonl", "run.log", "lock"].contains(name)
            || name.hasPrefix("round-") && name.hasSuffix(".h5") || name.contains(".damaged-")
    }

    /// Refuses to write what the command reads, and what belongs to a run.
    private static func refuseInputs(
        _ path: String, _ destination: String, _ status: stat, _ inputs: [String]
    ) throws(ArchiveError) {
        for input in inputs {
            var other = stat()
            if stat(input, &other) == 0, other.st_dev == status.st_dev, other.st_ino == status.st_ino {
                throw refusal(path, "it is what is read: \(input)")
            }
        }
        let name = destination.split(separator: "/").last.map(String.init) ?? ""
        let directory = LocalFileSystem.directory(of: destination)
        if isNameOfRun(destination), access("\(directory)/plan.json", F_OK) == 0 {
            throw refusal(path, "it is a file of a run")
        }
        if name.hasSuffix(".h5"), try isArchive(destination) { throw refusal(path, "it is a checkpoint") }
    }

    private static func isArchive(_ path: String) throws(ArchiveError) -> Bool {
        try LocalFileSystem().read(path, from: 0, count: 16) == Array("concord archive ".utf8)
    }

    private static func refusal(_ path: String, _ words: String) -> ArchiveError {
        ArchiveError(path, "write", .refused(words))
    }

    private static func failure(_ path: String, _ code: Int32 = errno) -> ArchiveError {
        ArchiveError(path, "write", .system(code, String(cString: strerror(code))))
    }
}
