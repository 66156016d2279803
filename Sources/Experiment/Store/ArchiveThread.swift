import Archive
import Dispatch
import Synchronization

/// The one thread that talks to HDF5 while cells run: checkpoints are written here, off the engine's path. One per process.
public final class ArchiveThread: Sendable {
    private let queue = DispatchQueue(label: "archive")

    /// A thread with nothing to do.
    public init() {}

    func submit(_ work: @escaping @Sendable () -> Void) { queue.async(execute: work) }

    /// Returns when all that was submitted is done.
    func finish() { queue.sync {} }
}

/// One cell's access to the archive thread: at most one write is pending, and the first failure stays.
final class CheckpointWriter: Sendable {
    private let thread: ArchiveThread
    private let place = DispatchSemaphore(value: 1)
    private let failure = Mutex<ArchiveError?>(nil)

    init(_ thread: ArchiveThread) { self.thread = thread }

    /// Waits for the pending write, then leaves `work` with the thread. Throws what an earlier write failed with.
    func submit(_ work: @escaping @Sendable () throws(ArchiveError) -> Void) throws(ArchiveError) {
        place.wait()
        do throws(ArchiveError) { try confirm() } catch {
            place.signal()
            throw error
        }
        thread.submit { [self] in
            do throws(ArchiveError) { try work() } catch { failure.withLock { $0 = error } }
            place.signal()
        }
    }

    /// Returns when nothing is pending. Throws what a write failed with.
    func flush() throws(ArchiveError) {
        place.wait()
        place.signal()
        try confirm()
    }

    /// Throws what a write failed with, without waiting.
    func confirm() throws(ArchiveError) {
        if let error = failure.withLock({ $0 }) { throw error }
    }
}
