import Diagnostics
import Glibc
import Report

/// Where a command prints: data on standard output, talk on standard error.
///
/// The one door to the terminal: hidden characters of whatever is printed are spelled out here (``Paint/plain(_:)``), and commands
/// that texts speak of are the program's (``Program/named(_:)``). The
/// class owns the buffer of standard output; whoever exits flushes it first, and asks ``outcome(of:)`` how it went.
final class Console {
    /// Who speaks, and in which language specs are written.
    let program: Program
    /// Colors for standard output.
    let outputPaint: Paint
    /// Colors for standard error.
    let errorPaint: Paint
    /// Whether standard error is a terminal that can be redrawn.
    let isInteractive: Bool
    /// Whether talk is left out: notes, progress, what can be seen from the exit code.
    let isQuiet: Bool
    /// Characters in a line of standard output, at least 40; 80 where it is no terminal.
    let width: Int
    /// Characters in a line of standard output; nil where it is no terminal, and nobody wants sentences broken.
    var lineWidth: Int? { isatty(1) == 1 ? width : nil }

    /// Whether a run could not be read and was left out, with a word: whoever speaks of all runs then says so.
    var hasLeftOut = false
    /// Whether another process speaks for this one: of several that share a cell, the first.
    private let isSilent: Bool
    /// The talk that was kept back, up to some length: whoever speaks may want to tell it.
    private(set) var unsaid = ""
    private var buffer: [UInt8] = []
    /// Why standard output took no more; everything printed since is lost.
    private var failure: Int32?

    /// When to color.
    enum Coloring: String {
        case auto, always, never
    }

    /// The console of this process.
    ///
    /// - Parameter isSilent: whether another process speaks for this one.
    init(_ program: Program, coloring: Coloring = .auto, isQuiet: Bool = false, isSilent: Bool = false) {
        self.program = program
        self.isQuiet = isQuiet
        self.isSilent = isSilent
        let isPlain = Self.variable("TERM") == "dumb"
        let forbids = isPlain || !(Self.variable("NO_COLOR") ?? "").isEmpty
        outputPaint = Paint(isColored: coloring == .always || (coloring == .auto && !forbids && isatty(1) == 1))
        errorPaint = Paint(isColored: coloring == .always || (coloring == .auto && !forbids && isatty(2) == 1))
        isInteractive = !isSilent && isatty(2) == 1 && !isPlain
        width = max(40, Self.columns(of: 1) ?? 80)
    }

    /// Appends data to standard output.
    func print(_ text: String) { append(outputPaint.plain(text)) }

    /// Appends a table: within the terminal's lines, or, where there is none, with every row in one.
    func print(_ table: Table) {
        print(isatty(1) == 1 ? table.text(within: width) : table.plainText)
    }

    /// Appends sentences and columns to standard output, broken between words where the terminal is narrower.
    func print(page text: String) { print(page: text, atMost: lineWidth) }

    /// The same within lines of so many characters; as it is for nil.
    func print(page text: String, atMost width: Int?) {
        print(WrappedText.page(PageParagraphs.joined(text, width: width), width: width))
    }

    /// Appends our own words, some of them painted, to standard output.
    func print(painted text: String) { append(outputPaint.shown(text)) }

    /// Appends findings to standard output.
    func print(_ findings: Findings) {
        append(DiagnosticRenderer(isColored: outputPaint.isColored, width: lineWidth).render(findings))
    }

    /// Writes talk to standard error at once, after all data printed before it.
    func say(_ text: String) { if !isQuiet { write(errorPaint.plain(text)) } }

    /// Writes our own words, some of them painted, to standard error.
    func say(painted text: String) { if !isQuiet { write(errorPaint.shown(text)) } }

    /// Writes findings to standard error: mistakes also where nobody wants talk.
    func say(_ findings: Findings) {
        guard !isQuiet || findings.hasErrors else { return }
        write(DiagnosticRenderer(isColored: errorPaint.isColored, width: errorWidth).render(findings))
    }

    /// A sentence of talk, whatever is in it: a text from elsewhere does not end it. On a terminal that is narrower it is broken
    /// between words.
    func tell(_ sentence: String, hanging: Int = 0) {
        if !isQuiet { write(errorPaint.plain(folded(sentence, hanging))) }
    }

    /// The same under a word, such as `note`.
    func note(_ text: String) { note("note", text) }

    /// The same under another word than `note`.
    func note(_ word: String, _ text: String) { tell("\(word): \(text)", hanging: 2) }

    /// A sentence that is said also where nobody wants talk: what went wrong, though work goes on.
    func warn(_ word: String, _ text: String) { write(errorPaint.plain(folded("\(word): \(text)", 2))) }

    private func folded(_ sentence: String, _ hanging: Int) -> String {
        let line = VisibleText.line(sentence)
        guard let columns = errorWidth, line.count > columns else { return line + "\n" }
        return WrappedText.lines(line, width: columns, hanging: hanging)
    }

    /// Characters in a line of standard error; nil where it is no terminal, and nobody wants sentences broken.
    private var errorWidth: Int? { isatty(2) == 1 ? max(40, Self.columns(of: 2) ?? 80) : nil }

    /// Why the program ends, in one line, and the words that belong to it.
    func complain(_ text: String, _ more: String = "") {
        write(
            errorPaint.shown(
                "\(errorPaint.red("\(program.name):")) \(VisibleText.line(text))\n\(errorPaint.plain(more))"))
    }

    /// Whether nobody reads standard output any more.
    var isClosed: Bool { failure != nil }

    /// What is printed from here on stands alone on a terminal, and below a blank line elsewhere.
    func beginPage() { buffer.append(contentsOf: (isatty(1) == 1 ? "\u{1B}[H\u{1B}[2J" : "\n").utf8) }

    /// Hands everything printed to the system.
    func flush() {
        defer { buffer.removeAll(keepingCapacity: true) }
        guard !buffer.isEmpty, failure == nil else { return }
        failure = Self.write(buffer, to: 1)
    }

    /// How the program ends once everything was printed: what standard output did not take is a failure, and named. A pipe
    /// whose reader has seen enough is none.
    func outcome(of code: ExitCode) -> ExitCode {
        flush()
        guard let failure, failure != EPIPE else { return code }
        complain("standard output: cannot write: \(String(cString: strerror(failure)))")
        return code == .done ? .failed : code
    }

    /// Columns and rows of the terminal behind standard error.
    static func errorTerminalSize() -> (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(2, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Writes talk to standard error. Work goes on where nobody hears it.
    static func talk(_ text: String) { _ = write(Array(text.utf8), to: 2) }

    /// Makes sure that no file this process opens becomes its standard output, where it was started without one.
    ///
    /// Descriptors that are closed are opened the wrong way round, so that using them fails.
    static func claimDescriptors() {
        // A pipe that nobody reads is told of by the write, not by a signal: the run that prints to it goes on.
        signal(SIGPIPE, SIG_IGN)
        for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
        }
    }

    private func append(_ text: String) {
        guard !isSilent else { return }
        buffer.append(contentsOf: program.named(text).utf8)
        if buffer.count > 1 << 16 { flush() }
    }

    private func write(_ text: String) {
        guard !isSilent else {
            if unsaid.utf8.count < 4096 { unsaid += program.named(text) }
            return
        }
        flush()
        Self.talk(program.named(text))
    }

    /// Writes bytes whole; why not, where the system does not take them.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
        var start = 0
        while start < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: start), $0.count - start)
            }
            if count > 0 {
                start += count
            } else if count == 0 || errno == EAGAIN {
                // Someone else has made the pipe one that does not wait.
                var state = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&state, 1, -1)
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
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
enum ExitCode: Int32, CaseIterable {
    /// Everything asked for is done.
    case done = 0
    /// The run failed: disk, memory; a file that cannot be read, so that something is left out; or what was printed could not
    /// be written.
    case failed = 1
    /// The spec has errors.
    case mistakes = 2
    /// Verification or comparison found a difference, or a record is not what its checkpoints say.
    case difference = 3
    /// Wrong usage (`EX_USAGE` of sysexits.h).
    case usage = 64
    /// Interrupted with a good checkpoint (`EX_TEMPFAIL`): run again.
    case interrupted = 75

    /// For the help screen.
    var meaning: String {
        switch self {
        case .done: "All that was asked for is done."
        case .failed:
            "It failed: a disk, memory, or what was printed could not be written; or a run or a checkpoint that was needed "
                + "could not be read and is left out. Of several runs, all others were done."
        case .mistakes: "The spec has mistakes."
        case .difference: "Verification or a comparison found a difference, or a record is damaged."
        case .usage: "The command line is not understood."
        case .interrupted: "Interrupted with good checkpoints, or another process is at it: run again to go on."
        }
    }
}
