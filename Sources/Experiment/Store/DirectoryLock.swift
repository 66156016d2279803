import Archive
import Determinism
import Glibc
import Synchronization

/// The right to write in one run directory: an flock on the file `lock`, which the kernel gives up when the process dies.
///
/// A stale lock therefore never stands in the way. The class owns the descriptor.
final class DirectoryLock: Sendable {
    private let path: String
    private let descriptor: Int32
    private let isReleased = Mutex(false)
    private let token: String

    /// Takes the directory, which exists.
    ///
    /// Throws `StoreError.held` where another process has it.
    init(directory: String) throws(StoreError) {
        path = directory + "/" + Self.name
        descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .file(Self.failure(path, "open")) }
        guard Self.takes(descriptor) else {
            let reason = errno
            close(descriptor)
            guard reason == EWOULDBLOCK else { throw .file(Self.failure(path, "lock", reason)) }
            throw .held(directory: directory, by: Self.holder(in: directory, on: LocalFileSystem()))
        }
        let since = Machine.timestamp
        token = "\(Machine.host)/\(getpid())/\(Machine.nanoseconds)"
        let account = CanonicalValue.object(sorting: [
            ("process", .integer(Int(getpid()))), ("host", .text(Machine.host)), ("since", .text(since)),
            ("token", .text(token)),
        ])
        let text = Array((account.json + "\n").utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, text.count, 0) == text.count else {
            let reason = errno
            _ = flock(descriptor, LOCK_UN)
            close(descriptor)
            throw .file(Self.failure(path, "write", reason))
        }
    }

    deinit { release() }

    /// Refuses where the directory was moved or taken over behind this process's back: on file systems without working
    /// locks, or by hand.
    func confirmOwnership() throws(ArchiveError) {
        var mine = stat()
        var there = stat()
        let isSameFile =
            fstat(descriptor, &mine) == 0 && stat(path, &there) == 0
            && mine.st_ino == there.st_ino && mine.st_dev == there.st_dev
        guard isSameFile, Self.account(path, on: LocalFileSystem())?["token"]?.asText == token else {
            throw ArchiveError(path, "write beside it", .refused("another run has taken over this directory"))
        }
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
        return LockHolder(process: process, host: host, since: since)
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
