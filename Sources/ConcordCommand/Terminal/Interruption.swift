import Glibc
import Synchronization

/// Turns SIGINT, SIGTERM and what schedulers and closing terminals send into a request that work looks at between rounds.
///
/// The signals are blocked in every thread and taken by one thread that waits for them, so no code ever runs inside a
/// signal handler. The first signal is remembered; a second one leaves at once, as the signal itself would have.
final class Interruption: Sendable {
    private let requested = Atomic<Bool>(false)
    private let announce: @Sendable () -> Void

    /// Begins to listen. Must come before other threads are started, which inherit the blocked signals.
    ///
    /// The announcement is made on the first signal, from the listening thread.
    init(announce: @escaping @Sendable () -> Void) {
        self.announce = announce
        Self.block()
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

    /// Has the signals wait until somebody listens, in this thread and in those that it starts.
    static func block() {
        var signals = Self.signals
        pthread_sigmask(SIG_BLOCK, &signals, nil)
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

    private static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(signal, nil, &action) == 0 else { return true }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    private static var signals: sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGINT, SIGTERM] { sigaddset(&signals, signal) }
        // What the caller wants ignored, as nohup does, stays ignored.
        for signal in [SIGHUP, SIGUSR1, SIGUSR2, SIGXCPU] where !isIgnored(signal) { sigaddset(&signals, signal) }
        return signals
    }
}
