import Archive
import Config
import Determinism
import Numerics
import Synchronization

/// Runs the cells of a study side by side, or a cell that ranks share.
public struct StudyRunner: Sendable {
    private let cells: [CellPlan]
    private let spec: String
    private let store: String
    private let jobs: Int
    private let startsOver: Bool
    private let stop: StopRequest
    private let council: RankCouncil?
    private let log: [String]

    /// A run of some cells.
    ///
    /// - Parameters:
    ///   - cells: the cells to run, in the order in which they start.
    ///   - spec: the spec's text, which every checkpoint embeds.
    ///   - store: the directory where cells and stages live.
    ///   - jobs: threads in all. Results do not depend on them.
    ///   - startsOver: whether existing directories are set aside and begun anew.
    ///   - stop: ends the run early, with a checkpoint in every cell.
    ///   - council: the ranks that share the only cell, each of which comes to this; nil where all agents are here.
    ///   - log: lines for every cell's `run.log`.
    public init(
        _ cells: [CellPlan], spec: String, store: String, jobs: Int, startsOver: Bool = false,
        stop: StopRequest = StopRequest(), among council: RankCouncil? = nil, log: [String] = []
    ) {
        precondition(jobs >= 1, "a run needs a thread")
        precondition(council == nil || cells.count == 1, "ranks share one cell")
        self.cells = cells
        self.spec = spec
        self.store = store
        self.jobs = jobs
        self.startsOver = startsOver
        self.stop = stop
        self.council = council
        self.log = log
    }

    /// Prepares the stages and runs every cell that is not done.
    ///
    /// What was asked to stop and is in the middle of a long round is left there, as a signal that kills would leave it: the
    /// cell's newest checkpoint stands. Threads are still at it then, and the process is to end (``StopRequest/isAbandoned``).
    ///
    /// - Parameter tell: called on the cell's thread, with the cell's index.
    /// - Returns: how each cell ended, in the order of `cells`. One cell's failure does not stop the others.
    /// - Throws: ``StageError`` where a stage cannot be prepared: no cell can run then.
    public func run(_ tell: @escaping @Sendable (Int, RunEvent) -> Void) throws -> [CellOutcome] {
        let progress = Progress(cells.count)
        let archive = ArchiveThread()
        let isDone: Void? = try stop.whileHeard { [self] in
            try runCells(progress, archive) { index, event in
                guard !stop.isAbandoned else { return }
                if case .started = event { progress.begin(index) }
                tell(index, event)
            }
        }
        if isDone == nil { archive.finish() }
        return try progress.outcomes { index in
            let plan = cells[index]
            let directory = RunDirectory(
                store: store, experiment: plan.experiment, arm: plan.arm, seed: plan.seed,
                in: plan.language)
            return .interrupted(round: try directory.rounds().last ?? 0)
        }
    }

    /// How far the cells are, as their threads tell.
    private final class Progress: Sendable {
        private let cells: Mutex<[(hasBegun: Bool, outcome: CellOutcome?)]>

        init(_ count: Int) { cells = Mutex(Array(repeating: (false, nil), count: count)) }

        func begin(_ index: Int) { cells.withLock { $0[index].hasBegun = true } }
        func end(_ index: Int, _ outcome: CellOutcome) { cells.withLock { $0[index].outcome = outcome } }

        /// How each cell ended; `left` is asked for those that began and did not end.
        func outcomes(_ left: (Int) throws -> CellOutcome) rethrows -> [CellOutcome] {
            let cells = cells.withLock { $0 }
            return try cells.indices.map { index in
                try cells[index].outcome ?? (cells[index].hasBegun ? left(index) : .notStarted)
            }
        }
    }

    private func runCells(
        _ progress: Progress, _ archive: ArchiveThread, _ tell: @escaping @Sendable (Int, RunEvent) -> Void
    ) throws {
        let stages = try prepareStages { tell($0, .notice($1)) }
        let running = Atomic(0)
        let threads = max(1, min(jobs, cells.count))
        // Cells that go on from others begin when all others have ended.
        for wave in [cells.indices.filter { !isSecond($0) }, cells.indices.filter(isSecond)] {
            ParallelLoop.forEach(count: wave.count, workers: threads) { place in
                let index = wave[place]
                running.add(1, ordering: .relaxed)
                defer { running.subtract(1, ordering: .relaxed) }
                let outcome = runCell(index, stages, archive, tell) {
                    max(1, jobs / max(1, running.load(ordering: .relaxed)))
                }
                guard !stop.isAbandoned else { return }
                progress.end(index, outcome)
                tell(index, .ended(outcome))
            }
        }
    }

    private func isSecond(_ index: Int) -> Bool { cells[index].parentArm != nil }

    private func runCell(
        _ index: Int, _ stages: [Fingerprint: PublicStates], _ archive: ArchiveThread,
        _ tell: @Sendable (Int, RunEvent) -> Void, _ workers: () -> Int
    ) -> CellOutcome {
        let plan = cells[index]
        let runner = CellRunner(
            plan: plan, spec: spec, store: store, startsOver: startsOver, archive: archive, stop: stop,
            council: council, log: log)
        do {
            let states = plan.stageFingerprint.flatMap { stages[$0] }
            return try runner.run(publicStates: states, workers: workers) { tell(index, $0) }
        } catch {
            return .failed(error)
        }
    }

    /// Every distinct stage of the cells, made with all threads; what is said of one is told of the first cell that uses it.
    private func prepareStages(_ tell: (Int, String) -> Void) throws -> [Fingerprint: PublicStates] {
        var stages: [Fingerprint: PublicStates] = [:]
        let stageStore = StageStore(store: store)
        for (index, plan) in cells.enumerated() {
            guard let fingerprint = plan.stageFingerprint, stages[fingerprint] == nil else { continue }
            func prepared() throws -> PublicStates? {
                try stageStore.publicStates(of: plan, jobs) { tell(index, $0) }
            }
            // Of ranks the first one makes them, or reads them, for all.
            let states = try council.map { council in
                try council.share(council.agree { council.isFirst ? try prepared() : nil })
            }
            stages[fingerprint] = try states ?? prepared()
        }
        return stages
    }
}
