public import Archive
public import Determinism

/// What a run directory's record is worth: held against the fingerprint that the newest valid checkpoint has of it.
///
/// Every command that reads a record asks here first. Rows that a checkpoint covers are *verified*: their bytes are those
/// that were written. Rows after it are *unverified*: in order, and nothing vouches for them yet. A record that is missing,
/// shorter or different, or that holds what no row of the plan is, is *damaged*.
public struct RecordAudit: Sendable {
    /// Whose record it is.
    public let stored: StoredPlan
    /// The newest valid checkpoint: the rows through its round are covered; nil where there is none.
    public private(set) var checkpoint: Int?
    /// The stop rule that ended the run at that checkpoint, in canonical form; nil where none did.
    public private(set) var stopRule: String?
    /// The spec that the newest checkpoint embeds, and which of its arms this is; nil where there is no checkpoint.
    public private(set) var spec: EmbeddedSpec?
    /// The first row that no checkpoint covers; nil where there is none.
    public private(set) var unverifiedFrom: Int?
    /// What is wrong with the record, naming file and line; nil where nothing is.
    public private(set) var damage: ArchiveError?
    /// Why the newest checkpoint, by its name, is not the one that is used; nil where it is, or where there is none.
    public private(set) var newestFault: ArchiveError?
    /// What a person should know of the checkpoints: those that are damaged or another cell's.
    public private(set) var checkpointRemarks: [String] = []
    /// That the last line is not whole, in words; it may still be being written.
    private var cut: String?
    /// The last row; nil where there is none, or where the record is damaged.
    public private(set) var lastRow: CanonicalValue?
    /// What is not finite any more: as the last row says, or, where rounds were trained after it, as the newest checkpoint
    /// shows; nil while all is.
    public private(set) var divergence: CellDivergence?
    /// How many bytes of the file are whole rows that are verified or unverified; no more than those may be used.
    private(set) var length = 0
    /// The fingerprint of the record at that checkpoint.
    private(set) var mark = MetricsMark.start

    let directory: RunDirectory
    private let schedule: RecordSchedule

    /// Audits a directory's record; nil for a directory in which no run was ever started.
    ///
    /// - Parameter everyCheckpoint: whether the older checkpoints are examined as well, and damaged ones remarked on.
    /// - Throws: `ArchiveError` where files cannot be read, or where nothing tells whose directory this is.
    public init?(_ directory: RunDirectory, everyCheckpoint: Bool = false) throws(ArchiveError) {
        guard let stored = try directory.storedPlan() else { return nil }
        try self.init(directory, of: stored, everyCheckpoint: everyCheckpoint)
    }

    /// - Parameter known: a checkpoint of the directory that was read and need not be read again.
    init(
        _ directory: RunDirectory, of stored: StoredPlan, everyCheckpoint: Bool, knowing known: CheckpointContent? = nil
    ) throws(ArchiveError) {
        self.directory = directory
        self.stored = stored
        schedule = RecordSchedule(stored.plan)
        let newest = try examineCheckpoints(all: everyCheckpoint, known)
        if let newest {
            (checkpoint, stopRule, mark) = (newest.round, newest.stopRule, newest.metrics.end)
            spec = newest.spec.map { EmbeddedSpec($0, arm: stored.plan["arm"]?.asText ?? "") }
        }
        if try isMarkRight() {
            try examineTail()
        } else {
            damage = try place(of: newest?.metrics)
        }
        if damage != nil { (lastRow, length) = (nil, 0) }
        divergence = lastRow.flatMap(CellDivergence.init(row:))
        if damage == nil, divergence == nil, let newest, newest.round > lastRow?["round"]?.asInteger ?? 0 {
            divergence = CellDivergence(agents: newest.divergedAgents, after: newest.round)
        }
    }

    /// What else a person should know: a changed `plan.json`, damaged or foreign checkpoints, a last line that was cut.
    public var remarks: [String] { [stored.remark].compactMap(\.self) + checkpointRemarks + [cut].compactMap(\.self) }

    /// Whether the run came to its end at the newest checkpoint.
    public var isFinished: Bool { isEnd(of: stored.plan) }

    /// Whether the newest checkpoint is the end of a plan of the same cell, which may go further.
    public func isEnd(of plan: CanonicalValue) -> Bool {
        checkpoint.map { CellPlan.isEnd(of: plan, round: $0, stopRule: stopRule) } ?? false
    }

    /// `verified`, `unverified from round 16`, `damaged`.
    public var words: String {
        if damage != nil { return "damaged" }
        return unverifiedFrom.map { "unverified from round \($0)" } ?? "verified"
    }

    /// That no checkpoint vouches for some rows, or for any, in words; nil where one vouches for all.
    public var unvouched: String? {
        guard damage == nil, let unverifiedFrom else { return nil }
        return checkpoint == nil
            ? "\(path): no checkpoint vouches for this record"
            : "\(path): no checkpoint vouches for the rows from round \(unverifiedFrom) on"
    }

    /// A fault of one line, as an error.
    public func fault(_ line: Int, _ words: String) -> ArchiveError {
        ArchiveError("\(path):\(line)", "read", .damaged(words))
    }

    private var path: String { directory.recordPath }
}

extension RecordAudit {
    /// The newest valid checkpoint of this cell. Others are remarked on: damaged ones, and those of another cell.
    private mutating func examineCheckpoints(
        all: Bool, _ known: CheckpointContent?
    ) throws(ArchiveError) -> CheckpointContent? {
        var newest: CheckpointContent?
        func remark(_ fault: ArchiveError, _ words: String) {
            if newest == nil, checkpointRemarks.isEmpty { newestFault = fault }
            checkpointRemarks.append(words)
        }
        for round in try directory.rounds().reversed() {
            let file = directory.checkpoint(round: round)
            func refuse(_ words: String) {
                remark(ArchiveError(file.path, "use it", .mismatch(words)), "\(file.path): \(words)")
            }
            do throws(ArchiveError) {
                guard newest == nil else {
                    guard all else { break }
                    guard try file.verify()["cell"] == stored.cell.hexadecimal else {
                        refuse("it is another cell's checkpoint; it is left alone")
                        continue
                    }
                    continue
                }
                let content =
                    if let known, known.round == round { known } else {
                        try CheckpointContent(file, in: directory.language)
                    }
                if let objection = stored.objection(to: content.plan) {
                    refuse(objection)
                    continue
                }
                guard content.round == round else {
                    refuse("it is the checkpoint of round \(content.round)")
                    continue
                }
                newest = content
            } catch {
                // What was removed meanwhile, by the run's own retention, is not missed.
                guard error.reason != .notFound else { continue }
                guard error.isAboutContent else { throw error }
                remark(error, "\(error)")
            }
        }
        return newest
    }

    /// Whether the file begins with the bytes that the newest checkpoint's mark covers.
    private func isMarkRight() throws(ArchiveError) -> Bool {
        try directory.files.fingerprint(path, upTo: mark.length) == mark.content
    }

    /// What stands after the rows that the checkpoint covers.
    private mutating func examineTail() throws(ArchiveError) {
        length = mark.length
        if mark.length > 0 { lastRow = try lastRow(before: mark.length) }
        var lines = try RecordLines(directory, from: mark.length)
        var last = checkpoint ?? 0
        var shape = RecordShape(stored.plan, after: lastRow)
        while let line = try lines.next() {
            guard line.isWhole || line.isTooLong || isFinished else {
                // The line that was being written when its process died, or is being written now.
                cut = "\(path): its last line is not whole, and is left out"
                return
            }
            var fault: String?
            if line.isWhole, let row = RecordRow(line) {
                fault =
                    isFinished
                    ? "a row of round \(row.round), after the run's end"
                    : schedule.fault(row.round, after: last) ?? shape.fault(of: row.value)
                if fault == nil {
                    unverifiedFrom = unverifiedFrom ?? row.round
                    (last, lastRow, length) = (row.round, row.value, line.end)
                }
            } else {
                fault = line.isTooLong ? "it is longer than any row of a record" : "it is no row of a record"
            }
            if let fault {
                damage = damaged(line.number + (try lineCount(upTo: mark.length)), fault)
                return
            }
        }
    }

    private func damaged(_ line: Int?, _ words: String) -> ArchiveError {
        ArchiveError(line.map { "\(path):\($0)" } ?? path, "use the record", .mismatch(words))
    }

    /// How many lines end before a place in the file.
    private func lineCount(upTo end: Int) throws(ArchiveError) -> Int {
        var lines = try RecordLines(directory)
        var count = 0
        while let line = try lines.next(), line.end <= end { count += 1 }
        return count
    }

    /// Where a record that is not what the checkpoint's mark says goes wrong.
    private func place(of excerpt: MetricsExcerpt?) throws(ArchiveError) -> ArchiveError {
        let covered = "\(mark.length) bytes that the checkpoint of round \(checkpoint ?? 0) covers"
        guard let found = try directory.files.length(path) else {
            return damaged(nil, "it is missing, with the \(covered)")
        }
        guard found > 0 else { return damaged(nil, "it is empty, without the \(covered)") }
        var lines = try RecordLines(directory)
        var last = 0
        while let line = try lines.next(), line.isWhole, line.end <= mark.length {
            guard let row = RecordRow(line) else { return damaged(line.number, "it is no row of a record") }
            if let fault = schedule.fault(row.round, after: last) { return damaged(line.number, fault) }
            last = row.round
        }
        if found < mark.length { return damaged(nil, "it has \(found) of the \(covered)") }
        if let excerpt,
            try directory.files.fingerprint(path, upTo: excerpt.previous.length)
                == excerpt.previous.content
        {
            return damaged(nil, "from byte \(excerpt.previous.length) on, some are not those of the \(covered)")
        }
        return damaged(nil, "some bytes are not those of the \(covered)")
    }

    /// The last row before a place in the file, which is the end of a line.
    private func lastRow(before end: Int) throws(ArchiveError) -> CanonicalValue? {
        var window = 4096
        while true {
            let start = max(0, end - window)
            let bytes = try directory.files.read(path, from: start, count: end - start).dropLast()
            let feed = bytes.lastIndex(of: 0x0A)
            guard feed != nil || start == 0 else {
                guard window < RecordLines.longest else { return nil }
                window *= 8
                continue
            }
            let text = String(decoding: bytes[(feed.map { $0 + 1 } ?? 0)...], as: UTF8.self)
            // A row that its writer made no JSON tells nothing about progress.
            do throws(CanonicalValue.ParsingError) { return try CanonicalValue(parsing: text) } catch { return nil }
        }
    }
}
