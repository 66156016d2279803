public import Archive
public import Determinism

/// What `plan.json` says of the cell that a directory belongs to.
public struct StoredPlan: Equatable, Sendable {
    /// Covers the fields that shape state.
    public let cell: Fingerprint
    /// Covers the fields that shape the record.
    public let record: Fingerprint
    /// The cell's plan.
    public let plan: CanonicalValue

    init(cell: Fingerprint, record: Fingerprint, plan: CanonicalValue) {
        self.cell = cell
        self.record = record
        self.plan = plan
    }

    var value: CanonicalValue {
        .object(sorting: [
            ("cell_fingerprint", .text(cell.hexadecimal)), ("record_fingerprint", .text(record.hexadecimal)),
            ("plan", plan),
        ])
    }

    init?(_ value: CanonicalValue) {
        guard let cell = value["cell_fingerprint"]?.asText.flatMap(Fingerprint.init(hexadecimal:)),
            let record = value["record_fingerprint"]?.asText.flatMap(Fingerprint.init(hexadecimal:)),
            let plan = value["plan"]
        else { return nil }
        self.init(cell: cell, record: record, plan: plan)
    }

    /// The plan embedded in a checkpoint.
    public init(_ file: ArchiveFile) throws(ArchiveError) {
        let (header, tree) = try file.read()
        guard let cell = header["cell"].flatMap(Fingerprint.init(hexadecimal:)),
            let record = header["record"].flatMap(Fingerprint.init(hexadecimal:)),
            case .text(let text)? = tree["plan"], let json = text.values.first
        else { throw ArchiveError(file.path, "read", .mismatch("it is no checkpoint of a run")) }
        do throws(CanonicalValue.ParsingError) {
            self.init(cell: cell, record: record, plan: try CanonicalValue(parsing: json))
        } catch {
            throw ArchiveError(file.path, "read the plan", .mismatch("\(error)"))
        }
    }
}

extension RunDirectory {
    /// Whose directory this is: by `plan.json`, or by the newest valid checkpoint where that is missing or unreadable; nil for
    /// a directory that is new.
    public func storedPlan() throws(ArchiveError) -> StoredPlan? {
        let file = path + "/" + Self.planName
        if try files.length(file) != nil {
            let text = String(decoding: try files.read(file), as: UTF8.self)
            // A plan.json that was edited or damaged does not speak for the directory; the checkpoints, which are checked, do.
            do throws(CanonicalValue.ParsingError) {
                if let plan = StoredPlan(try CanonicalValue(parsing: text)) { return plan }
            } catch {}
        }
        for round in try rounds().reversed() {
            do throws(ArchiveError) { return try StoredPlan(checkpoint(round: round)) } catch {
                guard error.isAboutContent else { throw error }
            }
        }
        return nil
    }
}

extension ArchiveError {
    /// Whether the file was read, and is not what it should be: another copy may be used instead.
    var isAboutContent: Bool {
        switch reason {
        case .empty, .truncated, .damaged, .foreignHDF5, .notHDF5, .mismatch, .missing, .library, .refused, .unreadable:
            true
        case .notFound, .newerFormat, .system: false
        }
    }
}
