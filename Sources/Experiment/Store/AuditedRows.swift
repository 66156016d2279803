public import Archive
public import Determinism

/// The rows of a record that may be used, one after the other: those that are verified, and those that follow in order.
public struct AuditedRows {
    /// A row.
    public struct Row: Sendable {
        /// The number of its line, from 1.
        public let line: Int
        /// The round it is of.
        public let round: Int
        /// What it says.
        public let value: CanonicalValue
    }

    private let audit: RecordAudit
    private var lines: RecordLines

    /// The rows of an audited record.
    ///
    /// - Throws: `ArchiveError` naming the record where it is damaged.
    public init(_ audit: RecordAudit) throws(ArchiveError) {
        if let damage = audit.damage { throw damage }
        self.audit = audit
        lines = try RecordLines(audit.directory)
    }

    /// The next row; nil after the last one.
    ///
    /// - Throws: `ArchiveError` naming a line that a checkpoint vouches for and that is no row all the same.
    public mutating func next() throws(ArchiveError) -> Row? {
        guard let line = try lines.next(), line.end <= audit.length, line.isWhole else { return nil }
        guard let row = RecordRow(line) else { throw audit.fault(line.number, "it is no row of a record") }
        return Row(line: line.number, round: row.round, value: row.value)
    }
}

/// A line of a record that is a row: a JSON object with a round.
struct RecordRow {
    let round: Int
    let value: CanonicalValue

    /// The row of a line; nil where it is none.
    init?(_ line: RecordLines.Line) {
        // A line that is no JSON stands for no row, which whoever asked reports with the line's number.
        do throws(CanonicalValue.ParsingError) {
            value = try CanonicalValue(parsing: String(decoding: line.bytes, as: UTF8.self))
        } catch { return nil }
        guard let round = value["round"]?.asInteger else { return nil }
        self.round = round
    }
}
