public import Archive
internal import Determinism
public import Experiment

/// Where two runs part: the first row of their records that differs, and the first checkpoint both kept after it.
public struct RunComparison: Sendable {
    /// The first round whose rows differ; nil where all rows both have agree.
    public let round: Int?
    /// What differs there: the first place, a trace where one does, and then the first number.
    public let values: [RowDifference]
    /// How many rows both have.
    public let sharedRows: Int
    /// How many rows only the first has, and only the second, where no row differs.
    public let ownRows: (first: Int, second: Int)
    /// The values in which the plans differ.
    public let plan: [PlanDifference.Value]
    /// The first checkpoint of both at or after the round (the newest of both where rows agree), and what differs in it.
    public let checkpoint: (round: Int, comparison: ComparedCheckpoints)?
    /// What is wrong with either record, so that it cannot be compared.
    public let damage: [String]
    /// What else a person should know of the two: rows that nothing vouches for, checkpoints that are damaged.
    public let remarks: [String]

    /// Whether there was anything that both have, to be compared.
    public var hasCompared: Bool { sharedRows > 0 || checkpoint != nil }

    /// Whether something was compared, nothing of it differs, and neither record is damaged.
    public var isEqual: Bool {
        hasCompared && damage.isEmpty && round == nil && (checkpoint?.comparison.isEqual ?? true)
    }

    /// Compares two run directories.
    ///
    /// - Throws: `ArchiveError` where a record or checkpoint cannot be read.
    public init(_ first: RunDirectory, _ second: RunDirectory, limit: Int) throws(ArchiveError) {
        let left = try Self.audit(first)
        let right = try Self.audit(second)
        damage = [left, right].compactMap { $0.damage?.description }
        remarks = [left, right].flatMap { audit in audit.remarks + [audit.unvouched].compactMap(\.self) }
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
        let names = left.stored.plan["agents"]?.elements.compactMap { $0["name"]?.asText } ?? []
        values = parting.map { RowDifference.first(between: $0.one, and: $0.other, agents: names) } ?? []
        let language = left.stored.language
        plan = PlanDifference.values(from: left.stored.plan, to: right.stored.plan, in: language)
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
        checkpoint = (chosen, ComparedCheckpoints(one, other, in: language, limit: limit))
    }

    private static func audit(_ directory: RunDirectory) throws(ArchiveError) -> RecordAudit {
        guard let audit = try RecordAudit(directory, everyCheckpoint: true) else {
            throw ArchiveError(directory.path, "compare it", .mismatch("no run was ever started there"))
        }
        return audit
    }
}
