public import Archive
public import Determinism

/// How far a cell has come, read from its directory without taking a lock, also while it runs.
public struct RunStatus: Sendable {
    /// The path of the directory.
    public let path: String
    /// Whose directory it is; nil where no run ever started.
    public let plan: StoredPlan?
    /// What its record is worth; nil where no run ever started.
    public let record: RecordAudit?
    /// The rounds of the newest valid checkpoint; nil where there is none.
    public let checkpointRound: Int?
    /// The stop rule that ended the run at that checkpoint, as its header states it; nil where none did.
    public let stopRule: String?
    /// The checkpoints on disk, and the bytes they take.
    public let checkpoints: (count: Int, bytes: Int)
    /// The last row of the record; it may be ahead of the newest checkpoint. Nil where the record is damaged.
    public let lastRow: CanonicalValue?
    /// Who says to be writing there.
    public let holder: LockHolder?

    /// Reads a directory. Files that come and go meanwhile are no error.
    public init(_ directory: RunDirectory) throws(ArchiveError) {
        path = directory.path
        holder = DirectoryLock.holder(in: directory.path, on: directory.files)
        isRunning = DirectoryLock.isHeld(in: directory.path)
        // What is being written while it is read may be met half way: a second look tells.
        var seen = try directory.asSeen()
        var audit = try RecordAudit(seen, everyCheckpoint: true)
        if isRunning != false, audit?.damage != nil {
            seen = try directory.asSeen()
            audit = try RecordAudit(seen, everyCheckpoint: true)
        }
        record = audit
        plan = record?.stored
        var (count, bytes) = (0, 0)
        for round in try seen.rounds() {
            do throws(ArchiveError) {
                let header = try directory.checkpoint(round: round).header()
                (count, bytes) = (count + 1, bytes + header.length)
            } catch {
                guard error.isAboutContent || error.reason == .notFound else { throw error }
            }
        }
        checkpointRound = record?.checkpoint
        stopRule = record?.stopRule
        checkpoints = (count, bytes)
        lastRow = record?.lastRow
    }

    /// Whether a process holds the directory: asked of the kernel, whatever the account in the lock file says; nil where it
    /// does not know.
    public let isRunning: Bool?

    /// Whether the newest checkpoint is the end of a plan in canonical form: its last round, or where its stop rule held.
    public func isEnd(of plan: CanonicalValue) -> Bool {
        record?.isEnd(of: plan) ?? false
    }

    /// What is not finite any more, as the last row or a newer checkpoint says it; nil while all is.
    public var divergence: CellDivergence? { record?.divergence }
}
