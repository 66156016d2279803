import Archive
import Determinism

/// Holds the lines of a record against the rows of a rerun, side by side: each line to its last byte.
struct LinesComparison {
    /// What a checkpoint taken now would keep of the rerun's record.
    private(set) var progress = RecordProgress()
    /// Rows compared, and how many of them had a trace.
    private(set) var (rows, traced) = (0, 0)
    /// What of the record's end was not compared, in words.
    private(set) var cut: String?
    private var lines: RecordLines
    private var next: RecordLines.Line?
    /// Whether a difference was found: the rerun's rows are still taken in, and no more lines compared.
    private var isOver = false
    private let plan: CellPlan
    private let compared: ClosedRange<Int>
    /// Whether the file is read to its end.
    private let isLast: Bool

    init(
        _ directory: RunDirectory, _ plan: CellPlan, comparing compared: ClosedRange<Int>, isLast: Bool
    ) throws(ArchiveError) {
        self.plan = plan
        self.compared = compared
        self.isLast = isLast
        lines = try RecordLines(directory)
        next = try lines.next()
    }

    /// The greatest round of any row that the plan could have, so that no line needs a round after it.
    static func lastRound(_ directory: RunDirectory, within rounds: Int) throws(ArchiveError) -> Int {
        var lines = try RecordLines(directory)
        var last = 0
        while let line = try lines.next() {
            guard line.isWhole, let row = RecordRow(line), row.round <= rounds else { continue }
            last = max(last, row.round)
        }
        return last
    }

    /// Whether the line that comes next is a row of this round.
    func isNext(_ round: Int) -> Bool { next.flatMap { RecordRow($0)?.round } == round }

    /// Takes in the rerun's row of a round, nil where it has none, and compares it with the record's.
    mutating func compare(
        _ row: CanonicalValue?, after round: Int
    ) throws(ArchiveError) -> Verifier.Divergence? {
        guard let row else { return nil }
        let bytes = progress.append([row])
        guard !isOver else { return nil }
        let found = try compare(row, bytes, after: round)
        isOver = found != nil
        return found
    }

    private mutating func compare(
        _ row: CanonicalValue, _ bytes: [UInt8], after round: Int
    ) throws(ArchiveError) -> Verifier.Divergence? {
        guard compared.contains(round) else {
            try skip(upTo: round)
            return nil
        }
        guard let line = next, line.isWhole else {
            return fault(
                round, "round",
                lines.isThere ? "which has no row in the record" : "the record, metrics.jsonl, is missing")
        }
        if line.bytes.elementsEqual(bytes.dropLast()) {
            rows += 1
            if row["trace"] != nil { traced += 1 }
            next = try lines.next()
            return nil
        }
        guard let recorded = RecordRow(line) else {
            return fault(round, "row", "line \(line.number) of the record is no row")
        }
        if recorded.round > round { return fault(round, "round", "which has no row in the record") }
        if recorded.round < round { return surplus(line, recorded, after: round - 1) }
        rows += 1
        if row["trace"] != nil { traced += 1 }
        return difference(row, recorded.value, round, line.number)
    }

    /// Compares what follows the last row: nothing may, but a line that was being written, and rows of a run that goes on.
    ///
    /// - Parameter extent: the last round of which a row would have been seen by ``lastRound(_:within:)``.
    mutating func rest(
        after round: Int, isEnd: Bool, within extent: Int
    ) throws(ArchiveError) -> Verifier.Divergence? {
        guard isLast, compared.upperBound >= round, let line = next else { return nil }
        guard line.isWhole || isEnd else {
            cut = "the record's last line is not whole"
            return nil
        }
        guard let row = RecordRow(line), line.isWhole else {
            return fault(round, "row", "line \(line.number) of the record, after its last row, is no row")
        }
        if row.round > round, row.round <= extent {
            cut = "rows from round \(row.round) on, which the run that goes on has added meanwhile"
            return nil
        }
        return surplus(line, row, after: round)
    }

    /// Forgets the rows that a scheduled checkpoint holds.
    mutating func startExcerpt() { progress.startExcerpt() }

    private mutating func skip(upTo round: Int) throws(ArchiveError) {
        while let line = next, line.isWhole, RecordRow(line).map({ $0.round <= round }) ?? true {
            next = try lines.next()
        }
    }

    private func surplus(_ line: RecordLines.Line, _ row: RecordRow, after round: Int) -> Verifier.Divergence {
        let place = "line \(line.number) of the record is a row of round \(row.round)"
        return fault(
            row.round, "round",
            row.round <= round ? "\(place), which had its row before" : "\(place), which the run has not")
    }

    private func fault(_ round: Int, _ member: String, _ words: String) -> Verifier.Divergence {
        Verifier.Divergence(round: round, agent: nil, member: member, fault: words, checkpoint: nil)
    }

    private func difference(
        _ row: CanonicalValue, _ recorded: CanonicalValue, _ round: Int, _ line: Int
    ) -> Verifier.Divergence {
        let values = RowDifference.first(between: row, and: recorded, agents: plan.titles)
        guard let first = values.first else {
            return fault(round, "row", "line \(line) of the record has its values in other words than were written")
        }
        return Verifier.Divergence(
            round: round, agent: first.agent, member: first.member, fault: nil, values: values, checkpoint: nil)
    }
}
