import Archive
import Config

/// How long rounds of a cell took, as its `run.log` says: a line for every time that somebody was at it and left in peace.
///
/// Only forecasts of time look at it. Whoever changed the file gets another forecast, and nothing else.
struct WorkLog: Sendable {
    /// Rounds that were timed; one that was trained twice counts twice.
    private(set) var rounds = 0
    /// What they took on one thread, at most: seconds times the threads that were at them.
    private(set) var seconds = 0.0

    /// What a log says; nothing where there is none.
    ///
    /// - Throws: `ArchiveError` where something else stands in its place.
    init(in directory: RunDirectory) throws(ArchiveError) {
        for spell in try Self.spells(in: directory) {
            rounds += spell.rounds.count
            seconds += spell.seconds * spell.threads
        }
    }

    /// Rounds that somebody was at in one go.
    struct Spell: Sendable {
        /// The rounds.
        let rounds: ClosedRange<Int>
        /// What they took.
        let seconds: Double
        /// How many threads were at them, on average.
        let threads: Double
        /// When they ended, in seconds since 1970; nil where the line has no time.
        let ended: Double?
    }

    /// The lines of a log that tell of work, in order; none where there is no log.
    ///
    /// - Throws: `ArchiveError` where something else stands in its place.
    static func spells(in directory: RunDirectory) throws(ArchiveError) -> [Spell] {
        let path = directory.path + "/" + RunLog.name
        guard let length = try directory.files.length(path) else { return [] }
        let start = max(0, length - Self.longest)
        let text = String(decoding: try directory.files.read(path, from: start, count: length - start), as: UTF8.self)
        return text.split(separator: "\n").compactMap { line in
            // The time, the host and the process stand before it.
            let all = line.split(separator: " ")
            let words = Array(all.dropFirst(2))
            guard words.count == 11, words[0] == Self.mark, let seconds = Double(words[1]), let first = Int(words[5]),
                let last = Int(words[7]), let threads = Double(words[9]), (0..<Self.mostSeconds).contains(seconds),
                (1...Self.mostThreads).contains(threads), (1...Limits.rounds).contains(last), (1...last).contains(first)
            else { return nil }
            return Spell(
                rounds: first...last, seconds: seconds, threads: threads, ended: all.first.flatMap(Machine.seconds))
        }
    }

    /// Seconds of one thread that a round took; nil where none was timed.
    var secondsPerRound: Double? { rounds > 0 ? seconds / Double(rounds) : nil }

    /// The line for rounds that took so long: `worked 12.345 s on rounds 1 to 2000 with 1.5 threads`.
    static func line(rounds: ClosedRange<Int>, seconds: Double, threads: Double) -> String {
        func rounded(_ value: Double, _ scale: Double) -> Double { (value * scale).rounded() / scale }
        let span = "rounds \(rounds.lowerBound) to \(rounds.upperBound)"
        return "\(mark) \(rounded(seconds, 1e6)) s on \(span) with \(rounded(threads, 100)) threads"
    }

    private static let mark: Substring = "worked"
    /// Bytes of a log that are looked at, its last.
    private static let longest = 1 << 16
    private static let mostSeconds = 1e9
    private static let mostThreads = 4096.0
}
