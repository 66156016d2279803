import Glibc

/// What the program says when it is made to end at once.
///
/// A trap in Concord, or memory that Swift itself could not get, ends the process by a signal; SIGQUIT is somebody's wish.
/// Either way a sentence says what became of the work. The handlers only write constant bytes, which is safe in them.
enum LastWords {
    /// Signals by which a defect ends a process.
    private static let defects = [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE]

    /// Installs the handlers. Who sets SWIFT_BACKTRACE looks for a defect and gets Swift's own report.
    static func prepare() {
        // Who started this process may have blocked it, and threads inherit that.
        var wanted = sigset_t()
        sigemptyset(&wanted)
        sigaddset(&wanted, SIGQUIT)
        pthread_sigmask(SIG_UNBLOCK, &wanted, nil)
        signal(SIGQUIT) { _ in
            LastWords.say(
                "\nconcord: left at once (SIGQUIT); finished checkpoints are good, running again goes on from the last\n"
            )
            _exit(128 + SIGQUIT)
        }
        guard getenv("SWIFT_BACKTRACE") == nil else { return }
        for number in defects {
            signal(number) { number in
                LastWords.say(
                    """

                    concord: stopped by a defect in Concord, or because memory ran out. Finished checkpoints are good: running \
                    again goes on from the last. SWIFT_BACKTRACE=enable=yes shows where it happened.

                    """)
                signal(number, SIG_DFL)
                raise(number)
            }
        }
    }

    private static func say(_ words: StaticString) { _ = write(2, words.utf8Start, words.utf8CodeUnitCount) }
}
