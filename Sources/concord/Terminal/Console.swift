import Glibc

/// Where a command prints: data on standard output, talk on standard error.
///
/// The class owns the buffer of standard output; whoever exits flushes it first.
final class Console {
    /// Colors for standard output.
    let outputPaint: Paint
    /// Colors for standard error.
    let errorPaint: Paint
    /// Whether standard error is a terminal that can be redrawn.
    let isInteractive: Bool
    /// Characters in a line of standard output, at least 40; 80 where it is no terminal.
    let width: Int
    private var buffer: [UInt8] = []

    /// When to color.
    enum Coloring: String {
        case auto, always, never
    }

    /// The console of this process.
    init(coloring: Coloring) {
        let isPlain = Self.variable("TERM") == "dumb"
        let forbids = isPlain || !(Self.variable("NO_COLOR") ?? "").isEmpty
        outputPaint = Paint(isColored: coloring == .always || (coloring == .auto && !forbids && isatty(1) == 1))
        errorPaint = Paint(isColored: coloring == .always || (coloring == .auto && !forbids && isatty(2) == 1))
        isInteractive = isatty(2) == 1 && !isPlain
        width = max(40, Self.columns(of: 1) ?? 80)
    }

    /// Appends data to standard output.
    func print(_ text: String) {
        buffer.append(contentsOf: text.utf8)
        if buffer.count > 1 << 16 { flush() }
    }

    /// Writes talk to standard error at once, after all data printed before it.
    func say(_ text: String) {
        flush()
        Self.write(Array(text.utf8), to: 2)
    }

    /// Hands everything printed to the system.
    func flush() {
        guard !buffer.isEmpty else { return }
        Self.write(buffer, to: 1)
        buffer.removeAll(keepingCapacity: true)
    }

    /// Columns and rows of the terminal behind standard error.
    static func errorTerminalSize() -> (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(2, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Writes bytes whole. A pipe that nobody reads, or a full disk, ends the program: nothing printed would be seen.
    static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var start = 0
        while start < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: start), $0.count - start)
            }
            if count > 0 {
                start += count
            } else if errno != EINTR && errno != EAGAIN {
                exit(ExitCode.failed.rawValue)
            }
        }
    }

    private static func columns(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}

/// How the program ends.
enum ExitCode: Int32 {
    /// Everything asked for is done.
    case done = 0
    /// The run failed: disk, memory, a damaged file.
    case failed = 1
    /// The spec has errors.
    case mistakes = 2
    /// Verification or comparison found a difference.
    case difference = 3
    /// Wrong usage (`EX_USAGE` of sysexits.h).
    case usage = 64
    /// Interrupted with a good checkpoint (`EX_TEMPFAIL`): run again.
    case interrupted = 75
}
