import Archive
import Determinism

/// The append-only record of a run: one JSON object per line, with a running fingerprint.
struct MetricsLog {
    /// The open file.
    let file: OpenFile
    private let files: any FileSystem
    private var progress: RecordProgress

    /// Opens the record of a directory and cuts it to where the checkpoint left it; to nothing without a checkpoint.
    ///
    /// Where it is not what the checkpoint says, it is restored first. Throws, naming the file, where that cannot be done.
    /// Returns a sentence where something had to be restored.
    static func open(
        in directory: RunDirectory, of stored: StoredPlan, resuming checkpoint: CheckpointContent?, _ rows: RowsAgain
    ) throws(ArchiveError) -> (log: MetricsLog, notices: [String]) {
        let files = directory.files
        let path = directory.recordPath
        let audit = try RecordAudit(directory, of: stored, everyCheckpoint: true)
        var notices = audit.checkpointRemarks
        if let checkpoint, let damage = audit.damage {
            var restoration = try RecordRestoration(directory, upTo: checkpoint)
            notices.append(try restoration.restore(damage, rows))
        }
        let end = checkpoint?.metrics.end ?? .start
        guard let hasher = try files.hasher(path, upTo: end.length), hasher.soFar == end.content else {
            throw ArchiveError(path, "restore", .damaged("it is not what the checkpoint recorded"))
        }
        let file = try files.append(path)
        try files.truncate(file, to: end.length)
        let log = MetricsLog(file: file, files: files, progress: RecordProgress(hasher, resuming: checkpoint?.metrics))
        return (log, notices)
    }

    /// Appends rows, each one line of canonical JSON.
    mutating func append(_ rows: [CanonicalValue]) throws(ArchiveError) {
        guard !rows.isEmpty else { return }
        // Where writing fails, the run ends.
        try files.write(progress.append(rows), to: file)
    }

    /// What a checkpoint taken now keeps of the record.
    var excerpt: MetricsExcerpt { progress.excerpt }

    /// Forgets the rows that a scheduled checkpoint holds.
    mutating func startExcerpt() { progress.startExcerpt() }
}
