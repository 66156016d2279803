import Archive
import Config
import Determinism
import Numerics

/// Runs one cell in its directory: from its newest checkpoint, or from the start, to the plan's extent.
///
/// Where ranks share the cell, all of them come to this, and the first one alone looks at the directory and writes there.
struct CellRunner {
    let plan: CellPlan
    let spec: String
    let store: String
    let startsOver: Bool
    let archive: ArchiveThread
    let stop: StopRequest
    /// The ranks that share the cell; nil where all agents are here.
    let council: RankCouncil?
    /// Lines for `run.log`.
    let log: [String]

    /// Where the cell lives.
    var directory: RunDirectory { plan.runDirectory(in: store) }

    private var identity: RunIdentity { plan.identity(spec: spec) }

    /// Whether the directory is this process's business.
    private var keepsDirectory: Bool { council?.isFirst ?? true }

    /// Runs the cell.
    ///
    /// - Parameters:
    ///   - publicStates: what the plan's stage prepared.
    ///   - workers: asked before each round, as other cells end and free threads.
    /// - Returns: how it ended; where ranks share the cell, what the first one returns counts.
    func run(
        publicStates: PublicStates?, workers: () -> Int, _ tell: (RunEvent) -> Void
    ) throws -> CellOutcome {
        let (outcome, initial) = try together { try begin(tell) }
        if try firstSays(outcome != nil) { return outcome ?? .notStarted }
        if council != nil {
            // The first rank can begin, and another one may not.
            try together { if case .waits(let reason)? = outcome { throw StageError(reason) } }
        }
        var cell = try Cell(plan, publicStates: publicStates, initial: initial, among: council?.ranks)
        let opened = try together { keepsDirectory ? try open(publicStates, initial, workers) : nil }
        if try firstSays(opened == nil) { return .notStarted }
        let run = opened?.run
        for notice in run?.notices ?? [] { tell(.notice(notice)) }
        if let (state, round, isScheduled) = try resumption(opened?.resumption) {
            do throws(ArchiveError) {
                try cell.restore(state, round: round, isScheduled: isScheduled)
            } catch {
                throw error.within(opened?.resumption?.path ?? directory.path)
            }
        }
        tell(.started(afterRound: cell.round))
        return try advance(&cell, run, stoppedBy: opened?.resumption?.stopRule, workers, tell)
    }

    /// What precedes the first round: how the cell ends without one, or what its agents begin with.
    private func begin(_ tell: (RunEvent) -> Void) throws -> (CellOutcome?, (any FirstNumbers)?) {
        if keepsDirectory {
            if !startsOver, let done = try directory.soundEnd(of: plan, identity) {
                for remark in done.checkpointRemarks { tell(.notice(remark)) }
                if let divergence = done.divergence { tell(.diverged(divergence)) }
                return (.alreadyDone(round: done.checkpoint ?? 0), nil)
            }
            if stop.isRequested { return (.notStarted, nil) }
        }
        switch try plan.beginning(in: store) {
        case .ready(let numbers): return (nil, numbers)
        case .waits(let reason): return (.waits(reason), nil)
        }
    }

    /// Takes the directory; nil where somebody asked to stop before there was anything to go on with.
    private func open(
        _ publicStates: PublicStates?, _ initial: (any FirstNumbers)?, _ workers: () -> Int
    ) throws -> (run: OpenRun, resumption: OpenRun.Resumption?)? {
        do throws(StoreError) {
            return try OpenRun.open(
                directory, for: identity, fresh: startsOver, keep: plan.checkpointsKept, on: archive, log: log
            ) { hole, take throws(ArchiveError) in
                try makeAgain(hole, publicStates, initial, workers, take)
            }
        } catch {
            if stop.isRequested, case .file(let error) = error, error.reason == Self.asked { return nil }
            throw error
        }
    }

    /// The state to go on from, on every rank.
    private func resumption(
        _ own: OpenRun.Resumption?
    ) throws -> (state: ArchiveTree, round: Int, isScheduled: Bool)? {
        guard let council else { return own.map { ($0.state, $0.round, $0.isScheduled) } }
        return try council.share(own)
    }

    /// Trains rounds until the cell ends or somebody asks to stop, and leaves its last checkpoint.
    ///
    /// - Parameters:
    ///   - run: the open directory; nil on ranks that write nothing.
    ///   - rule: the stop rule that the checkpoint names from which the cell goes on.
    private func advance(
        _ cell: inout Cell, _ run: OpenRun?, stoppedBy rule: String?, _ workers: () -> Int,
        _ tell: (RunEvent) -> Void
    ) throws -> CellOutcome {
        var hasDiverged = false
        func look(_ cell: Cell) {
            guard !hasDiverged, let divergence = cell.divergence else { return }
            hasDiverged = true
            tell(.diverged(divergence))
        }
        look(cell)
        let stepsBefore = cell.steps
        var saved = (round: cell.round, stopRule: rule)
        var pace = SavingPace()
        var work = CellWork(after: cell.round, ranks: council?.ranks.size ?? 1)
        var trouble: (any Error)?
        // What the first rank fails at while others train is told them after the round.
        func write(_ body: () throws -> Void) throws {
            do { try stop.saving(body) } catch {
                guard council != nil else { throw error }
                trouble = trouble ?? error
            }
        }
        var verdict = try verdict(.init(stops: stop.isRequested))
        func stops() -> Bool { verdict.stops || (council == nil && stop.isRequested) }
        while !cell.isFinished, !stops() {
            let row = cell.advance(work.with(workers()))
            if let run, let row { try write { try run.append([row]) } }
            tell(.advanced(round: cell.round, steps: cell.steps))
            look(cell)
            let isScheduled = cell.isCheckpointScheduled
            verdict = try self.verdict(
                .init(stops: stop.isRequested, saves: pace.wantsCheckpoint(), fails: trouble != nil))
            if verdict.fails { try together { if let trouble { throw trouble } } }
            guard verdict.saves || isScheduled else { continue }
            saved = (cell.round, stopRule(of: cell))
            try stop.saving {
                let tree = try cell.tree()
                guard let run else { return }
                try write {
                    try run.checkpoint(
                        tree, round: cell.round, scheduled: isScheduled, stopRule: saved.stopRule)
                }
            }
            pace.hasSaved()
            if isScheduled { cell.startColumns() }
        }
        try stop.saving {
            let last = saved.round == cell.round ? nil : try cell.tree()
            // The others wait until all is durable.
            try together {
                if let trouble { throw trouble }
                if let run { try end(run, cell, last, saved.stopRule, work) }
            }
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

    /// Leaves the last checkpoint and gives the directory up.
    ///
    /// - Parameters:
    ///   - last: the state; nil where the last checkpoint holds it.
    ///   - savedRule: the stop rule that the last checkpoint names.
    private func end(
        _ run: OpenRun, _ cell: Cell, _ last: ArchiveTree?, _ savedRule: String?, _ work: CellWork
    ) throws {
        if let last {
            try run.checkpoint(last, round: cell.round, scheduled: false, stopRule: stopRule(of: cell))
        } else if let rule = stopRule(of: cell), savedRule != rule {
            // The rule is new, and the run had passed its end before.
            try run.mark(round: cell.round, stoppedBy: rule, scheduled: cell.isCheckpointScheduled)
        }
        if let line = work.line(upTo: cell.round) { try run.note(line) }
        try run.finish()
    }

    /// Does what a rank may fail at; then all of them fail.
    private func together<Value>(_ body: () throws -> Value) throws -> Value {
        guard let council else { return try body() }
        return try council.agree { try body() }
    }

    private func firstSays(_ isSo: Bool) throws -> Bool { try council?.firstSays(isSo) ?? isSo }

    private func verdict(_ own: RankCouncil.Verdict) throws -> RankCouncil.Verdict {
        try council?.verdict(own) ?? own
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
