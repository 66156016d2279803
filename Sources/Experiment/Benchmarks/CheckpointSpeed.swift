import Archive
import Determinism
import Numerics

/// What a checkpoint of the published FedHPD cell costs: the snapshot the engine waits for, the file, and going on from it.
struct CheckpointSpeed {
    let scratch: String
    private let plan = BenchmarkStudy.published

    /// Figures on the wall's clock: the middle one of several files each.
    func figures() throws -> [SpeedFigure] {
        var cell = try Cell(plan, publicStates: try StageStore.prepare(plan, 1), initial: nil)
        _ = cell.advance(1)
        let snapshot = try Stopwatch.walls(of: 15) { _ = try cell.tree() }
        let archive = ArchiveThread()
        let (run, _) = try open(archive)
        let tree = try cell.tree()
        var round = 0
        let write = try Stopwatch.walls(of: 15) {
            round += 1
            try run.checkpoint(tree, round: round, scheduled: true)
            try run.flush()
        }
        try run.finish()
        let file = directory.checkpoint(round: round)
        let bytes = try file.files.length(file.path) ?? 0
        let resume = try Stopwatch.walls(of: 15) {
            let (run, resumption) = try open(archive)
            guard let resumption else { throw StageError("\(file.path) was not taken up again") }
            try cell.restore(resumption.state, round: resumption.round, isScheduled: true)
            try run.finish()
        }
        return [
            SpeedFigure(
                .checkpoints, "snapshot of ten published agents", wall: snapshot, note: "what the engine waits for"),
            SpeedFigure(
                .checkpoints, "write, synchronize and rename", wall: write,
                note: "\(bytes / 1024) KiB, on the archive thread"),
            SpeedFigure(.checkpoints, "open a directory and resume", wall: resume, note: "every byte verified"),
        ]
    }

    private var directory: RunDirectory {
        RunDirectory(store: scratch, experiment: plan.experiment, arm: plan.arm, seed: plan.seed, in: plan.language)
    }

    private func open(
        _ archive: ArchiveThread
    ) throws(StoreError) -> (run: OpenRun, resumption: OpenRun.Resumption?) {
        let identity = RunIdentity(
            experiment: plan.experiment, arm: plan.arm, seed: plan.seed, cell: plan.cellFingerprint,
            record: plan.recordFingerprint, plan: plan.canonical, spec: plan.canonical.json, in: plan.language)
        return try OpenRun.open(directory, for: identity, keep: 3, on: archive)
    }
}
