import Archive
import Config
import Determinism
import Numerics

/// Runs one cell in its directory: from its newest checkpoint, or from the start, to the plan's extent.
struct CellRunner {
    let plan: CellPlan
    let spec: String
    let store: String
    let startsOver: Bool
    let archive: ArchiveThread
    let stop: StopRequest
    /// Lines for `run.log`.
    let log: [String]

    /// Where the cell lives.
    var directory: RunDirectory { plan.runDirectory(in: store) }

    private var identity: RunIdentity { plan.identity(spec: spec) }

    /// Runs the cell.
    ///
    /// - Parameters:
    ///   - publicStates: what the plan's stage prepared.
    ///   - workers: asked before each round, as other cells end and free threads.
    func run(
        publicStates: PublicStates?, workers: () -> Int, _ tell: (RunEvent) -> Void
    ) throws -> CellOutcome {
        if !startsOver, let done = try directory.soundEnd(of: plan, identity) {
            for remark in done.checkpointRemarks { tell(.notice(remark)) }
            if let divergence = done.divergence { tell(.diverged(divergence)) }
            return .alreadyDone(round: done.checkpoint ?? 0)
        }
        if stop.isRequested { return .notStarted }
        let initial: (any FirstNumbers)?
        switch try plan.beginning(in: store) {
        case .ready(let numbers): initial = numbers
        case .waits(let reason): return .waits(reason)
        }
        var cell = try Cell(plan, publicStates: publicStates, initial: initial)
        let opened: (run: OpenRun, resumption: OpenRun.Resumption?)
        do throws(StoreError) {
            opened = try OpenRun.open(
                directory, for: identity, fresh: startsOver, keep: plan.checkpointsKept, on: archive, log: log
            ) { hole, take throws(ArchiveError) in
                try makeAgain(hole, publicStates, initial, workers, take)
            }
        } catch {
            if stop.isRequested, case .file(let error) = error, error.reason == Self.asked { return .notStarted }
            throw error
        }
        let (run, resumption) = opened
        for notice in run.notices { tell(.notice(notice)) }
        if let resumption {
            do throws(ArchiveError) {
                try cell.restore(resumption.state, round: resumption.round, isScheduled: resumption.isScheduled)
            } catch {
                throw error.within(resumption.path)
            }
        }
        tell(.started(afterRound: cell.round))
        var hasDiverged = false
        func look(_ cell: Cell) {
            guard !hasDiverged, let divergence = cell.divergence else { return }
            hasDiverged = true
            tell(.diverged(divergence))
        }
        look(cell)
        let stepsBefore = cell.steps
        var saved = (round: cell.round, stopRule: resumption?.stopRule)
        var pace = SavingPace()
        var work = Work(after: cell.round)
        while !cell.isFinished, !stop.isRequested {
            let row = cell.advance(work.with(workers()))
            if let row { try stop.saving { try run.append([row]) } }
            tell(.advanced(round: cell.round, steps: cell.steps))
            look(cell)
            let isScheduled = cell.isCheckpointScheduled
            guard pace.wantsCheckpoint() || isScheduled else { continue }
            saved = (cell.round, stopRule(of: cell))
            try stop.saving {
                try run.checkpoint(
                    try cell.tree(), round: cell.round, scheduled: isScheduled, stopRule: saved.stopRule)
            }
            pace.hasSaved()
            if isScheduled { cell.startColumns() }
        }
        try stop.saving {
            if saved.round != cell.round {
                try run.checkpoint(try cell.tree(), round: cell.round, scheduled: false, stopRule: stopRule(of: cell))
            } else if let rule = stopRule(of: cell), saved.stopRule != rule {
                // The rule is new, and the run had passed its end before.
                try run.mark(round: cell.round, stoppedBy: rule, scheduled: cell.isCheckpointScheduled)
            }
            if let line = work.line(upTo: cell.round) { try run.note(line) }
            try run.finish()
        }
        // Rounds after the last row: no row shows what became of them, and the checkpoint does.
        if !hasDiverged {
            let sweeps = cell.population.sweeps(.looking)
            let names = sweeps.indices.filter { !sweeps[$0].isFinite }.map { cell.population.names[$0] }
            if let divergence = CellDivergence(agents: names, after: cell.round) { tell(.diverged(divergence)) }
        }
        return cell.isFinished
            ? .finished(round: cell.round, steps: cell.steps - stepsBefore) : .interrupted(round: cell.round)
    }

    /// The stop rule, where it has ended the run.
    private func stopRule(of cell: Cell) -> String? { cell.isStopped ? plan.stopRule : nil }

    /// Makes the rows of a hole in the record again, and confirms that it is the same run: by the state of the checkpoint
    /// that comes after.
    private func makeAgain(
        _ hole: RecordHole, _ publicStates: PublicStates?, _ initial: (any FirstNumbers)?, _ workers: () -> Int,
        _ take: (CanonicalValue) throws(ArchiveError) -> Void
    ) throws(ArchiveError) {
        var cell: Cell
        do throws(StageError) {
            cell = try Cell(plan, publicStates: publicStates, initial: initial)
        } catch { throw ArchiveError(directory.path, "make rows of its record again", .refused("\(error)")) }
        if let checkpoint = hole.start {
            try cell.restore(checkpoint.state, round: checkpoint.round, isScheduled: checkpoint.isScheduled)
        }
        let next = hole.next
        while cell.round < next.round {
            guard !stop.isRequested else {
                throw ArchiveError(directory.recordPath, "restore", Self.asked)
            }
            let row = cell.advance(workers())
            if cell.round <= hole.last, let row { try take(row) }
            if cell.round == hole.last { cell.startColumns() }
        }
        guard let difference = try cell.tree().firstDifference(from: next.state) else { return }
        throw ArchiveError(
            directory.recordPath, "restore",
            .damaged(
                "the rows that no checkpoint holds cannot be made again, since this program comes to another state after "
                    + "round \(next.round) than the checkpoint holds, first in \(difference.path); nothing was changed")
        )
    }

    private static let asked = ArchiveError.Reason.refused("somebody asked to stop")
}

/// How long a cell was at work, and with how many threads.
private struct Work {
    private let first: Int
    private let began = Machine.nanoseconds
    private var threads = 0

    init(after round: Int) { first = round + 1 }

    /// Takes note of the threads of a round.
    mutating func with(_ workers: Int) -> Int {
        threads += workers
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
private struct SavingPace {
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
