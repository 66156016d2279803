import Dispatch
import Glibc
import Synchronization

/// A wish to stop soon: cells finish their round, leave a checkpoint and end. What does not end soon is left where it is.
///
/// Set from a thread that waits for signals, read between rounds. Nothing inside a round looks at it: work that goes on too
/// long, in whatever loop, runs on a thread that nobody waits for any more, and ends with the process.
public final class StopRequest: Sendable {
    private let isAsked = Atomic(false)
    private let state = Mutex(State())
    private let changed = DispatchSemaphore(value: 0)
    private let grace: Double

    private struct State {
        /// Writers at work, which are always waited for.
        var saving = 0
        /// Whether the work was left.
        var isAbandoned = false
        var requestedAt: DispatchTime?
    }

    /// Work that was left tried to save something.
    struct Abandoned: Error {}

    /// Nothing asked yet.
    ///
    /// - Parameter grace: seconds that work has to end by itself once it is asked to.
    public init(grace: Double = 3) { self.grace = grace }

    /// Asks all who look here to stop.
    public func request() {
        state.withLock { $0.requestedAt = $0.requestedAt ?? .now() }
        isAsked.store(true, ordering: .relaxed)
        changed.signal()
    }

    /// Whether somebody asked.
    public var isRequested: Bool { isAsked.load(ordering: .relaxed) }

    /// Whether the work was left in the middle of something: its threads are still at it, and the process is to end soon.
    public var isAbandoned: Bool { state.withLock { $0.isAbandoned } }

    /// Does `work` on a thread of its own, and returns what came of it; nil where it was asked to stop and did not in time.
    public func whileHeard<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) throws -> Result? {
        let outcome = Mutex<Swift.Result<Result, any Error>?>(nil)
        let box = WorkBox { [changed] in
            let found = Swift.Result { try work() }
            outcome.withLock { $0 = found }
            changed.signal()
        }
        box.start()
        while true {
            _ = changed.wait(timeout: .now() + (isRequested ? 0.05 : 3600))
            if let found = outcome.withLock({ $0 }) { return try found.get() }
            if leaves() { return nil }
        }
    }

    /// Saves something, which is not interrupted; throws where the work has been left already.
    func saving<Result>(_ body: () throws -> Result) throws -> Result {
        try state.withLock { state in
            guard !state.isAbandoned else { throw Abandoned() }
            state.saving += 1
        }
        defer { state.withLock { $0.saving -= 1 } }
        return try body()
    }

    /// Whether it is time to leave; then nothing is saved any more.
    private func leaves() -> Bool {
        state.withLock { state in
            guard let requestedAt = state.requestedAt, state.saving == 0, .now() >= requestedAt + grace else {
                return false
            }
            state.isAbandoned = true
            return true
        }
    }
}

/// Work handed to a thread with a whole stack.
private final class WorkBox: Sendable {
    private let work: @Sendable () -> Void

    init(_ work: @escaping @Sendable () -> Void) { self.work = work }

    func start() {
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<WorkBox>.fromOpaque(context).takeRetainedValue().work()
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        precondition(status == 0, "no thread could be started to run cells on")
        pthread_detach(thread)
    }
}
