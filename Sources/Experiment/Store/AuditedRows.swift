public import Archive
public import Determinism

/// The rows of a record that may be used, one after the other: those that are verified, and those that follow in order.
public struct AuditedRows {
    /// A row of the record, and where it stands.
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

extension RecordAudit {
    /// The lines that may be used: verified and unverified rows, in order.
    ///
    /// - Parameter body: takes each line's number and the row.
    /// - Throws: `ArchiveError` naming the record where it is damaged.
    public func read(_ body: (_ line: Int, _ row: CanonicalValue) throws(ArchiveError) -> Void) throws(ArchiveError) {
        var rows = try AuditedRows(self)
        while let row = try rows.next() { try body(row.line, row.value) }
    }
}
