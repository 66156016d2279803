import Glibc
import Synchronization

/// Turns SIGINT and SIGTERM into a request that work looks at between rounds.
///
/// Both signals are blocked in every thread and taken by one thread that waits for them, so no code ever runs inside a
/// signal handler. The first signal is remembered; a second one leaves at once, as the signal itself would have.
final class Interruption: Sendable {
    private let requested = Atomic<Bool>(false)
    private let announce: @Sendable () -> Void

    /// Begins to listen. Must come before other threads are started, which inherit the blocked signals.
    ///
    /// The announcement is made on the first signal, from the listening thread.
    init(announce: @escaping @Sendable () -> Void) {
        self.announce = announce
        var signals = Self.signals
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        let status = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Interruption>.fromOpaque(context).takeRetainedValue().listen()
                return nil
            }, context)
        precondition(status == 0, "no thread could be started to wait for signals")
        pthread_detach(thread)
    }

    /// Whether the user or the scheduler wants the work to stop at the next safe point.
    var isRequested: Bool { requested.load(ordering: .relaxed) }

    /// Ends the program while threads are still at work that nobody waits for.
    func leave(_ code: ExitCode, _ console: Console) -> Never {
        console.flush()
        _exit(code.rawValue)
    }

    private func listen() {
        var signals = Self.signals
        while true {
            var signal: Int32 = 0
            guard sigwait(&signals, &signal) == 0 else { continue }
            if requested.exchange(true, ordering: .relaxed) {
                _exit(128 + signal)
            }
            announce()
        }
    }

    private static var signals: sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        return signals
    }
}
