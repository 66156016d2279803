public import Archive
internal import Determinism
public import Experiment

/// Where two runs part: the first row of their records that differs, and the first checkpoint both kept after it.
public struct RunComparison: Sendable {
    /// The first round whose rows differ; nil where all rows both have agree.
    public let round: Int?
    /// The first agent whose trace differs there.
    public let agent: String?
    /// The first member of the row that differs there.
    public let member: String?
    /// How many rows both have.
    public let sharedRows: Int
    /// How many rows only the first has, and only the second, where no row differs.
    public let ownRows: (first: Int, second: Int)
    /// The first checkpoint of both at or after the round (the newest of both where rows agree), and what differs in it.
    public let checkpoint: (round: Int, differences: [TreeDifference])?
    /// What is wrong with either record, so that it cannot be compared.
    public let damage: [String]
    /// What else a person should know of the two: rows that nothing vouches for, checkpoints that are damaged.
    public let remarks: [String]

    /// Whether there was anything that both have, to be compared.
    public var hasCompared: Bool { sharedRows > 0 || checkpoint != nil }

    /// Whether something was compared, nothing of it differs, and neither record is damaged.
    public var isEqual: Bool {
        hasCompared && damage.isEmpty && round == nil && (checkpoint?.differences.isEmpty ?? true)
    }

    /// Compares two run directories.
    ///
    /// - Throws: `ArchiveError` where a record or checkpoint cannot be read.
    public init(_ first: RunDirectory, _ second: RunDirectory, limit: Int) throws(ArchiveError) {
        let left = try Self.audit(first)
        let right = try Self.audit(second)
        damage = [left, right].compactMap { $0.damage?.description }
        remarks = [(first, left), (second, right)].flatMap { directory, audit in
            audit.remarks
                + (audit.unverifiedFrom.map {
                    ["\(directory.path): no checkpoint vouches for its rows from round \($0) on"]
                } ?? [])
        }
        var parting: (round: Int, one: CanonicalValue, other: CanonicalValue)?
        var shared = 0
        var own = (first: 0, second: 0)
        if damage.isEmpty {
            var rows = (try AuditedRows(left), try AuditedRows(right))
            var heads = (try rows.0.next(), try rows.1.next())
            while let one = heads.0, let other = heads.1, parting == nil {
                if one.round == other.round {
                    shared += 1
                    if one.value != other.value { parting = (one.round, one.value, other.value) }
                    heads = (try rows.0.next(), try rows.1.next())
                } else if one.round < other.round {
                    own.first += 1
                    heads.0 = try rows.0.next()
                } else {
                    own.second += 1
                    heads.1 = try rows.1.next()
                }
            }
            while parting == nil, heads.0 != nil {
                own.first += 1
                heads.0 = try rows.0.next()
            }
            while parting == nil, heads.1 != nil {
                own.second += 1
                heads.1 = try rows.1.next()
            }
        }
        sharedRows = shared
        ownRows = own
        round = parting?.round
        member = parting.flatMap { parting in
            let keys = parting.one.members.map(\.key) + parting.other.members.map(\.key)
            // The trace covers the state itself; the other members follow from it.
            let differing = keys.filter { parting.one[$0] != parting.other[$0] }
            return differing.first { $0 == "trace" } ?? differing.first
        }
        if let parting {
            let names = left.stored.plan["agents"]?.elements.compactMap { $0["name"]?.asText } ?? []
            let traces = zip(parting.one["trace"]?.elements ?? [], parting.other["trace"]?.elements ?? [])
            agent = zip(names, traces).first { $0.1.0 != $0.1.1 }?.0
        } else {
            agent = nil
        }
        let kept = try second.rounds()
        let both = try first.rounds().filter { kept.contains($0) }
        let parted = round
        let chosen = parted.flatMap { parted in both.first { $0 >= parted } } ?? (parted == nil ? both.last : nil)
        guard let chosen else {
            checkpoint = nil
            return
        }
        let one = try first.checkpoint(round: chosen).read().tree
        let other = try second.checkpoint(round: chosen).read().tree
        checkpoint = (chosen, one.differences(from: other, limit: limit))
    }

    private static func audit(_ directory: RunDirectory) throws(ArchiveError) -> RecordAudit {
        guard let audit = try RecordAudit(directory, everyCheckpoint: true) else {
            throw ArchiveError(directory.path, "compare it", .mismatch("no run was ever started there"))
        }
        return audit
    }
}
