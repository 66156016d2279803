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
    /// The first checkpoint of both at or after the round (the newest of both where rows agree), and what differs in it.
    public let checkpoint: (round: Int, differences: [TreeDifference])?

    /// Whether nothing that both have differs.
    public var isEqual: Bool { round == nil && (checkpoint?.differences.isEmpty ?? true) }

    /// Compares two run directories.
    ///
    /// - Throws: `ArchiveError` where a record or checkpoint cannot be read.
    public init(_ first: RunDirectory, _ second: RunDirectory, limit: Int) throws(ArchiveError) {
        let left = try MetricsReading.rows(of: first)
        let right = try MetricsReading.rows(of: second)
        var byRound: [Int: CanonicalValue] = [:]
        for row in right { if let round = row["round"]?.asInteger { byRound[round] = row } }
        var shared = 0
        var parting: (round: Int, one: CanonicalValue, other: CanonicalValue)?
        for row in left {
            guard let round = row["round"]?.asInteger, let other = byRound[round] else { continue }
            shared += 1
            if row != other {
                parting = (round, row, other)
                break
            }
        }
        sharedRows = shared
        round = parting?.round
        member = parting.flatMap { parting in
            let keys = parting.one.members.map(\.key) + parting.other.members.map(\.key)
            // The trace covers the state itself; the other members follow from it.
            let differing = keys.filter { parting.one[$0] != parting.other[$0] }
            return differing.first { $0 == "trace" } ?? differing.first
        }
        if let parting {
            let names = try first.storedPlan()?.plan["agents"]?.elements.compactMap { $0["name"]?.asText } ?? []
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
}
