public import Archive
public import Config
public import Determinism

/// The plan of the cell that a directory belongs to, held against its own fingerprints.
public struct StoredPlan: Equatable, Sendable {
    /// Covers the fields that shape state.
    public let cell: Fingerprint
    /// Covers the fields that shape the record.
    public let record: Fingerprint
    /// The cell's plan.
    public let plan: CanonicalValue
    /// The language it is read in.
    public let language: Language
    /// What a person should know of `plan.json`: that it was changed, and what speaks in its place.
    public private(set) var remark: String?

    init(_ plan: CanonicalValue, in language: Language) {
        self.language = language
        cell = PlanFingerprints.cell(plan, in: language)
        record = PlanFingerprints.record(plan, in: language)
        self.plan = plan
    }

    /// The content of `plan.json`.
    var value: CanonicalValue {
        .object(sorting: [
            ("cell_fingerprint", .text(cell.hexadecimal)), ("record_fingerprint", .text(record.hexadecimal)),
            ("plan_fingerprint", .text(plan.fingerprint.hexadecimal)), ("plan", plan),
        ])
    }

    /// Reads the content of `plan.json`; nil where it is not what its own fingerprints say.
    private init?(content value: CanonicalValue, in language: Language) {
        // What no fingerprint covers is not handed on as if one did.
        let known = ["cell_fingerprint", "record_fingerprint", "plan_fingerprint", "plan"]
        guard value.members.allSatisfy({ known.contains($0.key) }), let plan = value["plan"],
            Self.agrees(plan, value["cell_fingerprint"], value["record_fingerprint"], in: language)
        else { return nil }
        if let whole = value["plan_fingerprint"], whole != .text(plan.fingerprint.hexadecimal) { return nil }
        self.init(plan, in: language)
    }

    /// The plan embedded in a checkpoint.
    ///
    /// - Throws: `ArchiveError` where the file is damaged or no checkpoint, or its plan is not the one its header and its
    ///   attributes name.
    public init(_ file: ArchiveFile, in language: Language) throws(ArchiveError) {
        let (header, tree) = try file.read()
        try self.init(header, tree, of: file.path, in: language)
    }

    /// The plan in a checkpoint that was read.
    public init(
        _ header: ArchiveHeader, _ tree: ArchiveTree, of path: String, in language: Language
    ) throws(ArchiveError) {
        guard let cell = header["cell"], let record = header["record"], let round = header["round"],
            case .text(let text)? = tree["plan"], let json = text.values.first
        else { throw ArchiveError(path, "read", .mismatch("it is no checkpoint of a run")) }
        let plan: CanonicalValue
        do throws(CanonicalValue.ParsingError) { plan = try CanonicalValue(parsing: json) } catch {
            throw ArchiveError(path, "read the plan", .mismatch("\(error)"))
        }
        guard Self.agrees(plan, .text(cell), .text(record), in: language) else {
            throw ArchiveError(path, "read", .mismatch("its plan is not the one whose fingerprints its header has"))
        }
        let said: [(name: String, value: ArchiveAttribute?)] = [
            ("experiment", plan["name"]?.asText.map(ArchiveAttribute.text)),
            ("arm", plan["arm"]?.asText.map(ArchiveAttribute.text)),
            ("seed", plan["seeds"]?.elements.first?.asInteger.map(ArchiveAttribute.integer)),
            ("round", Int(round).map(ArchiveAttribute.integer)),
            ("cell_fingerprint", .text(cell)), ("record_fingerprint", .text(record)),
        ]
        for (name, value) in said where tree.attributes[name] != value {
            throw ArchiveError(
                path, "read", .mismatch("its attribute '\(name)' is not what its plan and its header say"))
        }
        self.init(plan, in: language)
    }

    private static func agrees(
        _ plan: CanonicalValue, _ cell: CanonicalValue?, _ record: CanonicalValue?, in language: Language
    ) -> Bool {
        guard let record = record?.asText.flatMap(Fingerprint.init(hexadecimal:)) else { return false }
        return cell == .text(PlanFingerprints.cell(plan, in: language).hexadecimal)
            && PlanFingerprints.isRecord(record, of: plan, in: language)
    }

    fileprivate func remarking(_ text: String) -> StoredPlan {
        var copy = self
        copy.remark = text
        return copy
    }

    /// Whether both are the same plan, whatever is said about where they were found.
    public static func == (one: StoredPlan, other: StoredPlan) -> Bool { one.plan == other.plan }

    /// What a `plan.json` says, and whether a fingerprint covers all of it: those of earlier versions leave out the extent.
    fileprivate static func read(
        _ bytes: [UInt8], in language: Language
    ) -> (plan: StoredPlan, isCovered: Bool)? {
        // A file that is no JSON is like one that was changed: it does not speak for the directory.
        do throws(CanonicalValue.ParsingError) {
            let value = try CanonicalValue(parsing: String(decoding: bytes, as: UTF8.self))
            return StoredPlan(content: value, in: language).map { ($0, value["plan_fingerprint"] != nil) }
        } catch { return nil }
    }
}

extension RunDirectory {
    /// Whose directory this is: by `plan.json`, or by the newest valid checkpoint where that is missing or is not what its
    /// own fingerprints say; nil for a directory that is new.
    ///
    /// - Throws: `ArchiveError` where `plan.json` was changed and no checkpoint can speak in its place, or where those that
    ///   can do not belong to one cell.
    public func storedPlan() throws(ArchiveError) -> StoredPlan? {
        let file = path + "/" + Self.planName
        let bytes = try storedPlanBytes()
        let (isThere, stored) = (bytes != nil, bytes.flatMap { StoredPlan.read($0, in: language) })
        if let stored, stored.isCovered { return stored.plan }
        guard let (plan, name) = try speaker() else {
            if let stored { return stored.plan }
            guard isThere else { return nil }
            throw ArchiveError(
                file, "read",
                .damaged("it is not what its own fingerprints say, and no checkpoint tells whose directory this is"))
        }
        if let stored, stored.plan == plan { return plan }
        let what =
            stored != nil
            ? "has another extent than the newest checkpoint, and no fingerprint of its own for that"
            : isThere ? "is not what its own fingerprints say" : "is missing"
        return plan.remarking("\(file) \(what); the plan in \(name) speaks in its place")
    }

    /// The content of `plan.json`; nil where there is none. What cannot be a plan is not read whole.
    func storedPlanBytes() throws(ArchiveError) -> [UInt8]? {
        let file = path + "/" + Self.planName
        guard try files.length(file) != nil else { return nil }
        let start = try files.read(file, from: 0, count: 1)
        guard start == [UInt8(ascii: "{")] else { return start }
        do throws(ArchiveError) {
            return try files.read(file, as: .plan)
        } catch {
            guard case .tooLarge = error.reason else { throw error }
            return start
        }
    }

    /// The plan of the newest valid checkpoint, with its name, where all checkpoints are of one cell.
    private func speaker() throws(ArchiveError) -> (plan: StoredPlan, name: String)? {
        var found: (plan: StoredPlan, name: String)?
        for round in try rounds().reversed() {
            do throws(ArchiveError) {
                guard let speaker = found else {
                    found = (try StoredPlan(checkpoint(round: round), in: language), CheckpointName.name(round: round))
                    continue
                }
                guard try checkpoint(round: round).header()["cell"] == speaker.plan.cell.hexadecimal else {
                    throw ArchiveError(
                        path, "tell whose directory this is",
                        .refused("its checkpoints belong to several cells, and no plan.json says which is meant"))
                }
            } catch {
                if case .refused = error.reason, error.subject == path { throw error }
                guard error.isAboutContent else { throw error }
            }
        }
        return found
    }
}

extension ArchiveError {
    /// Whether the file was read, and is not what it should be: another copy may be used instead.
    public var isAboutContent: Bool {
        switch reason {
        case .empty, .truncated, .damaged, .tooLarge, .foreignHDF5, .notHDF5, .mismatch, .missing, .library, .refused,
            .unreadable:
            true
        case .notFound, .newerFormat, .system: false
        }
    }

    /// Whether the file's bytes are not those that were written, whatever they were to say.
    var isDamage: Bool {
        switch reason {
        case .empty, .truncated, .damaged, .foreignHDF5, .notHDF5: true
        default: false
        }
    }
}
