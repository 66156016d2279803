import Archive
import Glibc

/// The right to make stages in a store: an flock on the file `lock` beside them, which the kernel gives up when the process
/// dies.
///
/// Several processes may run shards of one study in one store, and all want the same stage first: one makes it, the others
/// wait and read it.
struct StageLock: ~Copyable {
    private let descriptor: Int32

    /// Waits for the right. The directory exists.
    init(directory: String) throws(ArchiveError) {
        let path = directory + "/lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Self.failure(path, "open") }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else {
                let failure = Self.failure(path, "lock")
                close(descriptor)
                throw failure
            }
        }
    }

    deinit {
        // Unlocked before it is closed: a child process that was just forked may still hold a copy of the descriptor.
        _ = flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    private static func failure(_ path: String, _ operation: String) -> ArchiveError {
        ArchiveError(path, operation, .system(errno, String(cString: strerror(errno))))
    }
}
