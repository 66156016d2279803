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
    var directory: RunDirectory {
        RunDirectory(store: store, experiment: plan.experiment, arm: plan.arm, seed: plan.seed)
    }

    private var identity: RunIdentity {
        RunIdentity(
            experiment: plan.experiment, arm: plan.arm, seed: plan.seed, cell: plan.cellFingerprint,
            record: plan.recordFingerprint, plan: plan.canonical, spec: spec)
    }

    /// Runs the cell.
    ///
    /// - Parameters:
    ///   - publicStates: what the plan's stage prepared.
    ///   - workers: asked before each round, as other cells end and free threads.
    func run(
        publicStates: PublicStates?, workers: () -> Int, _ tell: (RunEvent) -> Void
    ) throws -> CellOutcome {
        if !startsOver, let round = try roundDone, try directory.isTidy(keep: plan.checkpointsKept) {
            return .alreadyDone(round: round)
        }
        if stop.isRequested { return .notStarted }
        var cell = try Cell(plan, publicStates: publicStates, initial: plan.initial.map { try InitialNetworks($0) })
        let (run, resumption) = try OpenRun.open(
            directory, for: identity, fresh: startsOver, keep: plan.checkpointsKept, on: archive, log: log)
        for notice in run.notices { tell(.notice(notice)) }
        if let resumption {
            do throws(ArchiveError) {
                try cell.restore(resumption.state, round: resumption.round, isScheduled: resumption.isScheduled)
            } catch {
                throw error.within(resumption.path)
            }
        }
        tell(.started(afterRound: cell.round))
        let stepsBefore = cell.steps
        var saved = (round: cell.round, stopRule: resumption?.stopRule)
        while !cell.isFinished, !stop.isRequested {
            if let row = cell.advance(workers()) { try run.append([row]) }
            tell(.advanced(round: cell.round, steps: cell.steps))
            guard cell.isCheckpointScheduled else { continue }
            saved = (cell.round, stopRule(of: cell))
            try run.checkpoint(try cell.tree(), round: cell.round, scheduled: true, stopRule: saved.stopRule)
            cell.startColumns()
        }
        if saved.round != cell.round {
            try run.checkpoint(try cell.tree(), round: cell.round, scheduled: false, stopRule: stopRule(of: cell))
        } else if let rule = stopRule(of: cell), saved.stopRule != rule {
            // The rule is new, and the run had passed its end before.
            try run.mark(round: cell.round, stoppedBy: rule, scheduled: cell.isCheckpointScheduled)
        }
        try run.finish()
        return cell.isFinished
            ? .finished(round: cell.round, steps: cell.steps - stepsBefore) : .interrupted(round: cell.round)
    }

    /// The stop rule, where it has ended the run.
    private func stopRule(of cell: Cell) -> String? { cell.isStopped ? plan.stopRule : nil }

    /// The round of the newest valid checkpoint, where it is the end under the same state and record fields.
    private var roundDone: Int? {
        get throws {
            for round in try directory.rounds().reversed() {
                do throws(ArchiveError) {
                    let header = try directory.checkpoint(round: round).verify()
                    let isEnd =
                        RunStatus.isEnd(of: plan.canonical, round: round, stopRule: header["stopped"])
                        && header["cell"] == plan.cellFingerprint.hexadecimal
                        && header["record"] == plan.recordFingerprint.hexadecimal
                    return isEnd ? round : nil
                } catch {
                    // Damaged or foreign: opening the directory says so and decides what to use.
                    return nil
                }
            }
            return nil
        }
    }
}
