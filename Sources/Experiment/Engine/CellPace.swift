/// How long a cell was at work, and with how many threads.
struct CellWork {
    private let first: Int
    private let ranks: Int
    private let began = Machine.nanoseconds
    private var threads = 0

    init(after round: Int, ranks: Int) { (first, self.ranks) = (round + 1, ranks) }

    /// Takes note of the threads of a round, of which every rank has as many.
    mutating func with(_ workers: Int) -> Int {
        threads += workers * ranks
        return workers
    }

    /// The line for `run.log`; nil where no round was trained.
    func line(upTo round: Int) -> String? {
        guard round >= first else { return nil }
        return WorkLog.line(
            rounds: first...round, seconds: Double(Machine.nanoseconds - began) * 1e-9,
            threads: Double(threads) / Double(round - first + 1))
    }
}

/// When a cell of long rounds is worth a checkpoint that its schedule does not ask for: whoever stops it in the middle of a
/// round then loses hardly more than that round.
///
/// Clocks decide how often, and nothing depends on it: such a checkpoint goes as soon as a newer one is there.
struct SavingPace {
    private var roundBegan = Machine.nanoseconds
    private var lastSave = Machine.nanoseconds
    private var saveBegan = Machine.nanoseconds
    private var cost: UInt64 = 0

    /// Rounds that take less than a second end in time for whoever asks.
    private static let long: UInt64 = 1_000_000_000
    /// Saving takes a twentieth of the time at most.
    private static let share: UInt64 = 20

    /// Whether the round that has just ended was long, and the last checkpoint was long ago for what it took.
    mutating func wantsCheckpoint() -> Bool {
        let now = Machine.nanoseconds
        let wasLong = now - roundBegan > Self.long
        (roundBegan, saveBegan) = (now, now)
        return wasLong && now - lastSave > Self.share * cost
    }

    mutating func hasSaved() {
        lastSave = Machine.nanoseconds
        cost = lastSave - saveBegan
        roundBegan = lastSave
    }
}
