import Archive
import Determinism

/// Rows that no kept checkpoint holds, between two places that checkpoints know.
struct RecordHole {
    /// The checkpoint after which they begin; nil where they begin with the first round.
    let start: CheckpointContent?
    /// The round of the last of them.
    let last: Int
    /// The first checkpoint after them: its state tells whether a rerun is the same run.
    let next: CheckpointContent
}

/// Makes the rows of a hole again, one after the other.
typealias RowsAgain = (RecordHole, (CanonicalValue) throws(ArchiveError) -> Void) throws(ArchiveError) -> Void

/// Puts a record together again that is not what its checkpoints say.
///
/// Taken are, in this order: the bytes of the file up to the last place that a checkpoint knows and that is as it was; the
/// rows that kept checkpoints hold; and where they hold none, rows made again in memory, if the state that the rerun comes
/// to is that of the next checkpoint and the whole has the fingerprint that was recorded. The new file comes into place by a
/// rename, and what was there is kept beside it.
struct RecordRestoration {
    /// What one kept checkpoint knows of the record.
    private struct Known {
        let round: Int
        let previousScheduled: Int?
        let previous: MetricsMark
        let end: MetricsMark
    }

    private let directory: RunDirectory
    private let path: String
    private let target: MetricsMark
    /// Oldest first, up to the checkpoint to resume from.
    private var known: [Known] = []
    private let hasher = Fingerprinter()
    private var length = 0
    private var (fromCheckpoints, again) = (0, 0)
    private var rounds: [String] = []

    /// A restoration up to where a checkpoint left the record.
    init(_ directory: RunDirectory, upTo checkpoint: CheckpointContent) throws(ArchiveError) {
        self.directory = directory
        path = directory.recordPath
        target = checkpoint.metrics.end
        for round in try directory.rounds() where round <= checkpoint.round {
            do throws(ArchiveError) {
                let content = try CheckpointContent(directory.checkpoint(round: round), in: directory.language)
                guard content.plan?.cell == checkpoint.plan?.cell, content.round == round else { continue }
                known.append(
                    Known(
                        round: round, previousScheduled: content.previousScheduled, previous: content.metrics.previous,
                        end: content.metrics.end))
            } catch {
                guard error.isAboutContent else { throw error }
            }
        }
    }

    /// Restores the file.
    ///
    /// - Parameters:
    ///   - damage: what is wrong with it.
    ///   - lock: the lease of the directory.
    ///   - rows: makes rows again that no checkpoint holds.
    /// - Returns: what was done, in a sentence.
    /// - Throws: `ArchiveError` where it cannot be restored; nothing is changed then.
    mutating func restore(
        _ damage: ArchiveError, ownedBy lock: DirectoryLock, _ rows: RowsAgain
    ) throws(ArchiveError) -> String {
        let files = directory.files
        let temporary = path + LocalFileSystem.temporarySuffix
        if try files.length(temporary) != nil { try files.remove(temporary) }
        let file = try files.create(temporary)
        do throws(ArchiveError) {
            try fill(file, rows)
            guard MetricsMark(length: length, content: hasher.soFar) == target else {
                throw failure("the rows in the checkpoints do not add up to the record")
            }
            try files.synchronize(file)
        } catch {
            // The first failure is the one to report; a temporary file that stays is removed at the next opening.
            do throws(ArchiveError) { try files.close(file) } catch {}
            do throws(ArchiveError) { try files.remove(temporary) } catch {}
            throw error
        }
        try files.close(file)
        try lock.confirmOwnership()
        var kept = ""
        if try files.length(path) != nil {
            let aside = try directory.files.aside(path, mark: RunDirectory.damagedMark)
            try files.rename(path, to: aside)
            kept = "; what was there is kept as \(aside)"
        }
        try files.rename(temporary, to: path)
        try files.synchronizeDirectory(directory.path)
        return "\(damage); " + words + kept
    }

    private var words: String {
        var parts: [String] = []
        if fromCheckpoints > 0 || again == 0 { parts.append("\(fromCheckpoints) bytes were rebuilt from checkpoints") }
        if again > 0 {
            parts.append(
                "\(again) bytes were made again by rerunning \(rounds.joined(separator: ", ")), to the checkpoint's state"
            )
        }
        return parts.joined(separator: " and ")
    }

    private mutating func fill(_ file: OpenFile, _ rows: RowsAgain) throws(ArchiveError) {
        try copy(upTo: try lastRightPlace(), into: file)
        while length < target.length {
            let here = MetricsMark(length: length, content: hasher.soFar)
            if let next = known.last(where: { $0.previous == here && $0.end.length > length }) {
                let content = try CheckpointContent(directory.checkpoint(round: next.round), in: directory.language)
                let bytes = Array(content.metrics.rows.utf8)
                try take(bytes, into: file)
                fromCheckpoints += bytes.count
                continue
            }
            guard let next = known.first(where: { $0.previous.length > length }), let last = next.previousScheduled
            else { throw failure("the rows in the checkpoints do not add up to the record") }
            let start = known.last { $0.end == here }
            guard start != nil || length == 0 else {
                throw failure("no checkpoint holds the state from which its rows could be made again")
            }
            let hole = RecordHole(
                start: try start.map { start throws(ArchiveError) in
                    try CheckpointContent(directory.checkpoint(round: start.round), in: directory.language)
                }, last: last,
                next: try CheckpointContent(directory.checkpoint(round: next.round), in: directory.language))
            try fill(hole, into: file, rows)
            guard MetricsMark(length: length, content: hasher.soFar) == next.previous else {
                throw failure(
                    "made again, its rows up to round \(last) are not those that the checkpoint of round \(next.round) covers"
                )
            }
        }
    }

    private mutating func fill(_ hole: RecordHole, into file: OpenFile, _ rows: RowsAgain) throws(ArchiveError) {
        let files = directory.files
        let hasher = hasher
        var written = 0
        try rows(hole) { row throws(ArchiveError) in
            let bytes = Array((row.json + "\n").utf8)
            try files.write(bytes, to: file)
            hasher.update(bytes)
            written += bytes.count
        }
        length += written
        again += written
        rounds.append("rounds \((hole.start?.round ?? 0) + 1) to \(hole.last)")
    }

    /// The farthest place that a checkpoint knows up to which the file is as it was.
    private func lastRightPlace() throws(ArchiveError) -> Int {
        var place = 0
        let marks = known.flatMap { [$0.previous, $0.end] }.filter { $0.length > 0 && $0.length <= target.length }
        let hasher = Fingerprinter()
        var offset = 0
        let found = try directory.files.length(path) ?? 0
        for mark in marks.sorted(by: { $0.length < $1.length }) where mark.length <= found {
            while offset < mark.length {
                let bytes = try directory.files.read(path, from: offset, count: min(1 << 20, mark.length - offset))
                guard !bytes.isEmpty else { return place }
                hasher.update(bytes)
                offset += bytes.count
            }
            guard hasher.soFar == mark.content else { continue }
            place = mark.length
        }
        return place
    }

    private mutating func copy(upTo end: Int, into file: OpenFile) throws(ArchiveError) {
        while length < end {
            let bytes = try directory.files.read(path, from: length, count: min(1 << 20, end - length))
            guard !bytes.isEmpty else { throw failure("it became shorter while it was read") }
            try take(bytes, into: file)
        }
    }

    private mutating func take(_ bytes: [UInt8], into file: OpenFile) throws(ArchiveError) {
        try directory.files.write(bytes, to: file)
        hasher.update(bytes)
        length += bytes.count
    }

    private func failure(_ words: String) -> ArchiveError { ArchiveError(path, "restore", .damaged(words)) }
}
