public import Archive
public import Determinism

/// A run directory taken for writing: what the engine holds while a cell runs.
///
/// ```swift
/// let archive = ArchiveThread()                                        // one per process
/// let directory = RunDirectory(store: "checkpoints", experiment: …, arm: …, seed: …)
/// let (run, resumption) = try OpenRun.open(directory, for: identity, keep: 3, on: archive, log: ["concord …"])
/// var round = resumption?.round ?? 0                                   // state: resumption.state.decode(…)
/// while round < rounds {
///     …; round += 1
///     try run.append([row])                                            // metrics.jsonl, and the next checkpoint
///     if scheduled(round) { try run.checkpoint(state, round: round, scheduled: true) }
/// }
/// try run.finish()                                                     // everything durable, lock released
/// ```
/// One caller at a time, on any thread. A failed write ends the run: the next call throws it, naming the file.
public final class OpenRun: @unchecked Sendable {
    /// Where to go on.
    public struct Resumption: Sendable {
        /// The state as it was given to `checkpoint`.
        public let state: ArchiveTree
        /// The rounds that were trained.
        public let round: Int
        /// Whether the plan's schedule asked for the checkpoint; a signal, or an end off the schedule, did not.
        public let isScheduled: Bool
        /// The stop rule that ended the run there, in canonical form; nil where none did.
        public let stopRule: String?
        /// The file it came from.
        public let path: String
    }

    /// The directory that this process alone may write in.
    public let directory: RunDirectory
    /// What a person should be told: damaged checkpoints, rebuilt records, directories set aside. Also in `run.log`.
    public let notices: [String]

    private let identity: RunIdentity
    private var retention: Retention
    private let lock: DirectoryLock
    private let log: RunLog
    private let writer: CheckpointWriter
    private var metrics: MetricsLog
    private var lastScheduled: Int?
    private var isFinished = false

    /// Takes a directory, making it where there is none, and finds where to go on.
    ///
    /// - Parameters:
    ///   - directory: where the cell lives.
    ///   - identity: which cell it is.
    ///   - fresh: sets what is there aside as `seed-20.old-1` and starts over; nothing is deleted.
    ///   - keep: how many scheduled checkpoints stay; all where nil.
    ///   - archive: the process's archive thread.
    ///   - lines: for `run.log`, such as versions.
    /// - Returns: the run, and where to go on; nil to start from round 0.
    /// - Throws: `StoreError`: held by another process, belonging to another cell, or a file's error. A record under other
    ///   fields (`identity.record`) is set aside like `fresh`, with a notice. A damaged checkpoint is set aside as
    ///   `round-….h5.damaged-1`, with a notice, and the one before it is used.
    public static func open(
        _ directory: RunDirectory, for identity: RunIdentity, fresh: Bool = false, keep: Int? = nil,
        on archive: ArchiveThread, log lines: [String] = []
    ) throws(StoreError) -> (run: OpenRun, resumption: Resumption?) {
        try open(directory, for: identity, fresh: fresh, keep: keep, on: archive, log: lines) {
            _, _ throws(ArchiveError) in
            throw ArchiveError(
                directory.recordPath, "restore",
                .damaged("it differs from what the checkpoint recorded, before the rows that the checkpoints hold"))
        }
    }

    static func open(
        _ directory: RunDirectory, for identity: RunIdentity, fresh: Bool, keep: Int?,
        on archive: ArchiveThread, log lines: [String], as job: ClusterJob? = .current, _ rows: RowsAgain
    ) throws(StoreError) -> (run: OpenRun, resumption: Resumption?) {
        let (lock, opening) = try RunOpening.prepare(directory, for: identity, fresh: fresh, as: job)
        return try asStoreError { () throws(ArchiveError) in
            let run = try OpenRun(directory, identity, keep, lock, opening, archive, lines, rows)
            let resumption = opening.checkpoint.map {
                Resumption(
                    state: $0.state, round: $0.round, isScheduled: $0.isScheduled, stopRule: $0.stopRule,
                    path: directory.checkpoint(round: $0.round).path)
            }
            return (run, resumption)
        }
    }

    private init(
        _ directory: RunDirectory, _ identity: RunIdentity, _ keep: Int?, _ lock: DirectoryLock, _ opening: RunOpening,
        _ archive: ArchiveThread, _ lines: [String], _ rows: RowsAgain
    ) throws(ArchiveError) {
        self.directory = directory
        self.identity = identity
        self.lock = lock
        log = try RunLog(in: directory.path, on: directory.files)
        writer = CheckpointWriter(archive)
        let checkpoint = opening.checkpoint
        let (metrics, remarks) = try MetricsLog.open(
            in: directory, of: StoredPlan(identity.plan, in: directory.language), resuming: checkpoint, ownedBy: lock,
            rows)
        self.metrics = metrics
        notices = opening.notices + remarks
        retention = try Retention(directory, of: identity, keep: keep)
        lastScheduled = checkpoint.flatMap { $0.isScheduled ? $0.round : $0.previousScheduled }
        if let checkpoint, checkpoint.isScheduled { self.metrics.startExcerpt() }
        for line in lines + notices { try log.note(line) }
        try log.note(checkpoint.map { "resumed after round \($0.round)" } ?? "started")
        for round in retention.takeSurplus() { try directory.files.remove(directory.checkpoint(round: round).path) }
    }

    deinit {
        guard !isFinished else { return }
        // A run that is dropped has failed, and its error is already on its way: all that is left is to let go.
        do throws(ArchiveError) { try writer.flush() } catch {}
        closeFiles()
        lock.release()
    }

    /// Appends rows to `metrics.jsonl`; the next checkpoint will vouch for them.
    public func append(_ rows: [CanonicalValue]) throws(ArchiveError) {
        try writer.confirm()
        try metrics.append(rows)
    }

    /// Leaves a snapshot with the archive thread, after waiting for the one before it.
    ///
    /// The snapshot is durable under its name after the next `checkpoint`, `flush` or `finish`. A scheduled one makes older
    /// scheduled ones beyond `keep`, and unscheduled ones before any newer one, go. An unscheduled one at the round of the last
    /// scheduled one is not written: the state is there already. `stopRule` is the rule that ended the run here, if one did.
    public func checkpoint(
        _ state: ArchiveTree, round: Int, scheduled: Bool, stopRule: String? = nil
    ) throws(ArchiveError) {
        if !scheduled, lastScheduled == round { return }
        let content = CheckpointContent(
            state: state, round: round, isScheduled: scheduled, stopRule: stopRule, previousScheduled: lastScheduled,
            metrics: metrics.excerpt)
        let (directory, identity, lock, file) = (directory, identity, lock, metrics.file)
        retention.add(round, isScheduled: scheduled)
        let surplus = retention.takeSurplus()
        try writer.submit { () throws(ArchiveError) in
            try lock.whileOwned { () throws(ArchiveError) in
                try directory.files.synchronize(file)
                try directory.write(content, for: identity, ownedBy: lock)
                for round in surplus {
                    try lock.confirmOwnership()
                    try directory.files.remove(directory.checkpoint(round: round).path)
                }
            }
        }
        guard scheduled else { return }
        lastScheduled = round
        metrics.startExcerpt()
    }

    /// Has the checkpoint of a round say that this stop rule ended the run there; its state and record stay as they are.
    ///
    /// - Parameter scheduled: whether this plan's schedule asks for the checkpoint, which may have been written under another.
    func mark(round: Int, stoppedBy rule: String, scheduled: Bool) throws(ArchiveError) {
        let (directory, identity, lock) = (directory, identity, lock)
        try writer.submit { () throws(ArchiveError) in
            try lock.whileOwned { () throws(ArchiveError) in
                var content = try CheckpointContent(directory.checkpoint(round: round), in: directory.language)
                content.stopRule = rule
                content.isScheduled = scheduled
                try directory.write(content, for: identity, ownedBy: lock)
            }
        }
    }

    /// Returns when all snapshots are durable.
    public func flush() throws(ArchiveError) { try writer.flush() }

    /// Appends a line to `run.log`.
    public func note(_ text: String) throws(ArchiveError) { try log.note(text) }

    /// Makes everything durable and gives the directory up. The run takes no more rows or checkpoints.
    public func finish() throws(ArchiveError) {
        precondition(!isFinished, "a run is finished once")
        isFinished = true
        defer { lock.release() }
        do throws(ArchiveError) {
            try writer.flush()
            try directory.files.synchronize(metrics.file)
            for path in try directory.repeatedRecords() {
                try lock.confirmOwnership()
                try directory.files.remove(path)
            }
            try log.note("finished")
        } catch {
            closeFiles()
            throw error
        }
        try directory.files.close(metrics.file)
        try log.close()
    }

    /// Closes what a failed run has open: its error is already on its way, and closing could only repeat it.
    private func closeFiles() {
        do throws(ArchiveError) { try directory.files.close(metrics.file) } catch {}
        do throws(ArchiveError) { try log.close() } catch {}
    }
}

extension RunDirectory {
    fileprivate func write(
        _ content: CheckpointContent, for identity: RunIdentity, ownedBy lock: DirectoryLock
    ) throws(ArchiveError) {
        let tree = try content.tree(for: identity)
        let entries = content.entries(for: identity)
        try checkpoint(round: content.round).write(tree, entries: entries, mark: lock.mark) {
            () throws(ArchiveError) in try lock.confirmOwnership()
        }
    }
}
