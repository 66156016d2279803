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
        if !startsOver, try isDone, try directory.isTidy(keep: plan.checkpointsKept) { return .alreadyDone }
        if stop.isRequested { return .notStarted }
        var cell = try Cell(plan, publicStates: publicStates, initial: plan.initial.map { try InitialNetworks($0) })
        let (run, resumption) = try OpenRun.open(
            directory, for: identity, fresh: startsOver, keep: plan.checkpointsKept, on: archive, log: log)
        for notice in run.notices { tell(.notice(notice)) }
        if let resumption {
            try cell.restore(resumption.state, round: resumption.round, isScheduled: resumption.isScheduled)
        }
        tell(.started(afterRound: cell.round))
        let stepsBefore = cell.steps
        var savedRound = cell.round
        while !cell.isFinished, !stop.isRequested {
            if let row = cell.advance(workers()) { try run.append([row]) }
            tell(.advanced(round: cell.round, steps: cell.steps))
            guard cell.isCheckpointScheduled else { continue }
            try run.checkpoint(try cell.tree(), round: cell.round, scheduled: true)
            savedRound = cell.round
            cell.startColumns()
        }
        if savedRound != cell.round {
            try run.checkpoint(try cell.tree(), round: cell.round, scheduled: false)
        }
        try run.finish()
        return cell.isFinished ? .finished(steps: cell.steps - stepsBefore) : .interrupted(round: cell.round)
    }

    /// Whether the newest valid checkpoint reached the extent under the same state and record fields.
    private var isDone: Bool {
        get throws {
            for round in try directory.rounds().reversed() {
                do throws(ArchiveError) {
                    let header = try directory.checkpoint(round: round).verify()
                    return round >= plan.rounds && header["cell"] == plan.cellFingerprint.hexadecimal
                        && header["record"] == plan.recordFingerprint.hexadecimal
                } catch {
                    // Damaged or foreign: opening the directory says so and decides what to use.
                    return false
                }
            }
            return false
        }
    }
}
