import Archive
import Determinism

/// The append-only record of a run: one JSON object per line, with a running fingerprint.
struct MetricsLog {
    /// The open file.
    let file: OpenFile
    private let files: any FileSystem
    private var progress: RecordProgress

    /// Opens the record of a directory and cuts it to where the checkpoint left it; without a checkpoint a new one is begun, and
    /// what was there is kept beside it.
    ///
    /// Where it is not what the checkpoint says, it is restored first. Throws, naming the file, where that cannot be done.
    /// Returns a sentence where something had to be restored.
    static func open(
        in directory: RunDirectory, of stored: StoredPlan, resuming checkpoint: CheckpointContent?,
        ownedBy lock: DirectoryLock, _ rows: RowsAgain
    ) throws(ArchiveError) -> (log: MetricsLog, notices: [String]) {
        let files = directory.files
        let path = directory.recordPath
        let audit = try RecordAudit(directory, of: stored, everyCheckpoint: true)
        var notices = audit.checkpointRemarks
        if let checkpoint, let damage = audit.damage {
            var restoration = try RecordRestoration(directory, upTo: checkpoint)
            notices.append(try restoration.restore(damage, ownedBy: lock, rows))
        }
        if checkpoint == nil, let notice = try directory.setRecordAside(ownedBy: lock) { notices.append(notice) }
        let end = checkpoint?.metrics.end ?? .start
        guard let hasher = try files.hasher(path, upTo: end.length), hasher.soFar == end.content else {
            throw ArchiveError(path, "restore", .damaged("it is not what the checkpoint recorded"))
        }
        // Who was superseded may still append to the file that it has open.
        if lock.superseded != nil, try files.length(path) != nil { try files.renew(path, upTo: end.length, lock) }
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

extension FileSystem {
    /// Puts a copy of the beginning of a file in its place.
    fileprivate func renew(_ path: String, upTo end: Int, _ lock: DirectoryLock) throws(ArchiveError) {
        let temporary = path + lock.mark + Self.temporarySuffix
        let file = try create(temporary)
        do throws(ArchiveError) {
            var length = 0
            while length < end {
                let bytes = try read(path, from: length, count: min(1 << 20, end - length))
                guard !bytes.isEmpty else {
                    throw ArchiveError(path, "copy", .damaged("it became shorter while it was read"))
                }
                try write(bytes, to: file)
                length += bytes.count
            }
            try synchronize(file)
        } catch {
            // The first failure is the one to report; a temporary file that stays is removed at the next opening.
            do throws(ArchiveError) { try close(file) } catch {}
            throw error
        }
        try close(file)
        try lock.confirmOwnership()
        try rename(temporary, to: path)
        try synchronizeDirectory(Self.directory(of: path))
    }
}
