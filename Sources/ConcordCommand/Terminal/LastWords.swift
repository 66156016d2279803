import Archive
import Glibc

/// What the program says when it is made to end at once.
///
/// A trap in Concord, or memory that Swift itself could not get, ends the process by a signal; so does a file whose metadata
/// libhdf5 does not survive, or does not come to an end with. SIGQUIT is somebody's wish. Either way a sentence says what
/// became of the work, or which file it was. The handlers only write bytes that are there already, which is safe in them.
enum LastWords {
    /// Signals by which a defect ends a process.
    private static let defects = [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV]

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
        ReadingWatch.prepare()
        handle(ReadingWatch.signal) { _ in
            // Sent just when the file had been read, it says nothing.
            guard ReadingWatch.isReading else { return }
            LastWords.say("\nconcord: ")
            ReadingWatch.sayDelay(to: 2)
            _exit(ExitCode.failed.rawValue)
        }
        guard getenv("SWIFT_BACKTRACE") == nil else { return }
        for number in defects {
            handle(number) { number in
                LastWords.say("\nconcord: ")
                if ReadingWatch.isReadingHere {
                    ReadingWatch.sayCrash(to: 2)
                    _exit(ExitCode.failed.rawValue)
                }
                LastWords.say(
                    """
                    stopped by a defect in Concord, or because memory ran out. Finished checkpoints are good: running \
                    again goes on from the last. SWIFT_BACKTRACE=enable=yes shows where it happened.

                    """)
                signal(number, SIG_DFL)
                raise(number)
            }
        }
    }

    /// Handles a signal on a stack apart where the thread has one: the usual one may be what is full.
    private static func handle(_ number: Int32, _ body: @escaping @convention(c) (Int32) -> Void) {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = body
        action.sa_flags = SA_ONSTACK
        sigaction(number, &action, nil)
    }

    private static func say(_ words: StaticString) { _ = write(2, words.utf8Start, words.utf8CodeUnitCount) }
}
