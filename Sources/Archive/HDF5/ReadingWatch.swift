import Glibc
import Synchronization

/// What this process has libhdf5 read at the moment, for whoever has to say so when that does not come back.
///
/// A sealed file has the bytes that somebody wrote, and that somebody may be a stranger: what its metadata make libhdf5 do is
/// not known before it is done. So while such a file is read there is a time limit, after which the process is sent
/// ``signal``, and a stack apart for handlers of signals. Who handles them asks here what to say. Reading takes turns, so one
/// place is enough.
public enum ReadingWatch {
    /// What a process is sent that reads for too long. It ends the process unless it is handled.
    public static let signal = SIGVTALRM

    /// Makes room for what will be said, which a handler of signals cannot.
    public static func prepare() { slot.count.store(0, ordering: .relaxed) }

    /// Whether some thread reads a file. A handler of signals may ask after ``prepare()``.
    public static var isReading: Bool { slot.count.load(ordering: .acquiring) > 0 }

    /// Whether the thread that asks reads a file. A handler of signals may ask after ``prepare()``.
    public static var isReadingHere: Bool { isReading && slot.thread.load(ordering: .relaxed) == thisThread }

    /// Writes `PATH: cannot read: libhdf5 crashed while reading it …`; a handler of signals may.
    public static func sayCrash(to descriptor: Int32) {
        say("libhdf5 crashed while reading it, so it is likely damaged\n", to: descriptor)
    }

    /// Writes `PATH: cannot read: libhdf5 does not come to an end with it …`; a handler of signals may.
    public static func sayDelay(to descriptor: Int32) {
        say("libhdf5 does not come to an end with it, so it is likely damaged\n", to: descriptor)
    }

    private static func say(_ words: StaticString, to descriptor: Int32) {
        _ = write(descriptor, slot.name, slot.count.load(ordering: .relaxed))
        _ = write(descriptor, words.utf8Start, words.utf8CodeUnitCount)
    }

    /// Reads a file under watch.
    ///
    /// - Parameters:
    ///   - path: as it will be named.
    ///   - seconds: of processor time, so that a busy machine ends nothing.
    static func during<Result>(
        _ path: String, seconds: Int, _ body: () throws(ArchiveError) -> Result
    ) throws(ArchiveError) -> Result {
        slot.thread.store(thisThread, ordering: .relaxed)
        slot.count.store(spell("\(path): cannot read: "), ordering: .releasing)
        defer { slot.count.store(0, ordering: .releasing) }
        var own = stack_t()
        own.ss_sp = slot.stack
        own.ss_size = Slot.stackSize
        var before = stack_t()
        let hasStack = sigaltstack(&own, &before) == 0
        defer { if hasStack { sigaltstack(&before, nil) } }
        var event = sigevent()
        event.sigev_notify = Int32(SIGEV_SIGNAL)
        event.sigev_signo = signal
        var timer: timer_t?
        let hasTimer = timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer) == 0
        defer { if hasTimer { timer_delete(timer) } }
        if hasTimer {
            var limit = itimerspec()
            limit.it_value.tv_sec = seconds
            timer_settime(timer, 0, &limit, nil)
        }
        return try body()
    }

    /// Spells a text out where a handler finds it, with `?` for what a terminal might take for more than a character.
    private static func spell(_ text: String) -> Int {
        var count = 0
        for byte in text.utf8.suffix(Slot.longestName) {
            slot.name[count] = (0x20..<0x7F).contains(byte) ? byte : UInt8(ascii: "?")
            count += 1
        }
        return count
    }

    private static var thisThread: UInt { UInt(pthread_self()) }
}

/// Room that is there before any signal is.
private struct Slot: ~Copyable, @unchecked Sendable {
    static let longestName = 4096
    static let stackSize = 1 << 16
    let name = UnsafeMutablePointer<UInt8>.allocate(capacity: longestName)
    let stack = UnsafeMutableRawPointer.allocate(byteCount: stackSize, alignment: 16)
    /// How many bytes the name has; 0 while nothing is read.
    let count = Atomic<Int>(0)
    let thread = Atomic<UInt>(0)
}

private let slot = Slot()
