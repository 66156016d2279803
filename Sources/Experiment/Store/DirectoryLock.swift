import Archive
import Determinism
import Glibc
import Synchronization

/// The lease of one run directory: an flock on the file `lock`, which the kernel gives up when the process dies, and an account
/// in it of who has it.
///
/// A stale lease therefore never stands in the way, and a live one does. The one exception is a holder that the scheduler counts as
/// ended: the same job's next attempt puts a file of its own in the lock's place, and whoever held the old one is refused at its next
/// rename. The class owns the descriptor.
final class DirectoryLock: Sendable {
    /// Whose lease was taken although its lock is still held; nil where nobody's was.
    let superseded: LockHolder?
    /// What temporary names have besides: who was superseded may be in the middle of writing the same file.
    let mark: String

    private let path: String
    private let descriptor: Int32
    private let isReleased = Mutex(false)
    private let token: String

    /// Takes the directory, which exists.
    ///
    /// - Parameter job: the scheduler's job that takes it.
    /// - Throws: `StoreError.held` where another process has it.
    init(directory: String, as job: ClusterJob?) throws(StoreError) {
        let path = directory + "/" + Self.name
        let token = "\(Machine.host)/\(getpid())/\(Machine.nanoseconds)"
        let account = Self.account(token, of: job)
        var superseded: LockHolder?
        var taken: Int32?
        while taken == nil {
            let descriptor = try Self.opened(path, O_RDWR | O_CREAT | O_NOFOLLOW)
            if Self.takes(descriptor) {
                // Whoever superseded its holder meanwhile has put another file in its place.
                if Self.isFile(descriptor, at: path) { taken = descriptor } else { close(descriptor) }
                continue
            }
            let reason = errno
            close(descriptor)
            guard reason == EWOULDBLOCK else { throw .file(Self.failure(path, "lock", reason)) }
            let holder = Self.holder(in: directory, on: LocalFileSystem())
            guard let job, let other = holder?.job, job.supersedes(other) else {
                throw .held(directory: directory, by: holder)
            }
            superseded = holder
            taken = try Self.replaced(path, with: account)
        }
        guard let descriptor = taken else { preconditionFailure("a lease was taken") }
        (self.path, self.descriptor, self.token, self.superseded) = (path, descriptor, token, superseded)
        mark = job == nil ? "" : ".\(getpid())-\(Machine.nanoseconds)"
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, account, account.count, 0) == account.count else {
            let reason = errno
            _ = flock(descriptor, LOCK_UN)
            close(descriptor)
            throw .file(Self.failure(path, "write", reason))
        }
    }

    private static func account(_ token: String, of job: ClusterJob?) -> [UInt8] {
        var members: [(String, CanonicalValue)] = [
            ("process", .integer(Int(getpid()))), ("host", .text(Machine.host)), ("since", .text(Machine.timestamp)),
            ("token", .text(token)),
        ]
        if let job {
            members += [
                ("cluster", .text(job.cluster)), ("job", .text(job.identifier)), ("restart", .integer(job.restart)),
            ]
        }
        return Array((CanonicalValue.object(sorting: members).json + "\n").utf8)
    }

    private static func opened(_ path: String, _ flags: Int32) throws(StoreError) -> Int32 {
        let descriptor = open(path, flags | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .file(failure(path, "open")) }
        return descriptor
    }

    /// Puts a new file, locked and with its account in it, where the lock is.
    private static func replaced(_ path: String, with account: [UInt8]) throws(StoreError) -> Int32 {
        let temporary = "\(path).\(getpid())\(LocalFileSystem.temporarySuffix)"
        let descriptor = try opened(temporary, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, pwrite(descriptor, account, account.count, 0) == account.count,
            rename(temporary, path) == 0
        else {
            let reason = errno
            unlink(temporary)
            close(descriptor)
            throw .file(failure(path, "take over", reason))
        }
        return descriptor
    }

    deinit { release() }

    /// Refuses where the directory was moved or taken over behind this process's back: on file systems without working
    /// locks, or by hand.
    func confirmOwnership() throws(ArchiveError) {
        guard Self.isFile(descriptor, at: path),
            Self.account(path, on: LocalFileSystem())?["token"]?.asText == token
        else {
            throw ArchiveError(path, "write beside it", .refused("another run has taken over this directory"))
        }
    }

    /// Does what another run that takes the directory over can disturb: where it fails for that, that is the error.
    func whileOwned(_ work: () throws(ArchiveError) -> Void) throws(ArchiveError) {
        do throws(ArchiveError) { try work() } catch {
            try confirmOwnership()
            throw error
        }
    }

    /// Whether a path leads to the file that is open.
    private static func isFile(_ descriptor: Int32, at path: String) -> Bool {
        var mine = stat()
        var there = stat()
        return fstat(descriptor, &mine) == 0 && stat(path, &there) == 0
            && mine.st_ino == there.st_ino && mine.st_dev == there.st_dev
    }

    /// Gives the directory up; the file stays, empty, because removing it would let two processes lock two files.
    func release() {
        isReleased.withLock { isReleased in
            guard !isReleased else { return }
            isReleased = true
            _ = ftruncate(descriptor, 0)
            // Unlocked before it is closed: a child process that was just forked may still hold a copy of the descriptor.
            _ = flock(descriptor, LOCK_UN)
            close(descriptor)
        }
    }

    /// Takes the lock. Whoever only asks whether it is held has it for a moment, so a refusal counts from the tenth on.
    private static func takes(_ descriptor: Int32) -> Bool {
        for attempt in 1...10 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
            guard errno == EWOULDBLOCK || errno == EINTR, attempt < 10 else { return false }
            usleep(10_000)
        }
        return false
    }

    /// Whether a process has a directory, as the kernel knows it whatever the account says; nil where it cannot be asked.
    ///
    /// Takes a shared lock for a moment, which no other who asks notices, and which a run waits for.
    static func isHeld(in directory: String) -> Bool? {
        let descriptor = open(directory + "/" + name, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return errno == ENOENT ? false : nil }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_SH | LOCK_NB) != 0 else {
            _ = flock(descriptor, LOCK_UN)
            return false
        }
        return errno == EWOULDBLOCK ? true : nil
    }

    /// Who says to be writing in a directory, without taking any lock; nil where nobody does.
    static func holder(in directory: String, on files: any FileSystem) -> LockHolder? {
        guard let account = account(directory + "/" + name, on: files),
            let process = account["process"]?.asInteger, let host = account["host"]?.asText,
            let since = account["since"]?.asText
        else { return nil }
        var job: ClusterJob?
        if let identifier = account["job"]?.asText, let restart = account["restart"]?.asInteger {
            job = ClusterJob(cluster: account["cluster"]?.asText ?? "", identifier: identifier, restart: restart)
        }
        return LockHolder(process: process, host: host, since: since, job: job)
    }

    private static func account(_ path: String, on files: any FileSystem) -> CanonicalValue? {
        // An account that is missing, empty or half written says nothing: the lock itself is what counts.
        do {
            let text = try files.read(path, from: 0, count: longestAccount)
            return try CanonicalValue(parsing: String(decoding: text, as: UTF8.self))
        } catch {
            return nil
        }
    }

    private static func failure(_ path: String, _ operation: String, _ code: Int32 = errno) -> ArchiveError {
        ArchiveError(path, operation, .system(code, String(cString: strerror(code))))
    }

    private static let name = "lock"
    /// Bytes of an account that are read; one is far shorter.
    private static let longestAccount = 4096
}
