public import Archive

/// When rounds of a cell ended, in seconds since 1970, as far as its `run.log` says: to the second, and evenly over the rounds that
/// somebody was at it in one go.
///
/// Whoever changed the file gets other times, and nothing else.
public struct LoggedTimes: Sendable {
    private let spells: [WorkLog.Spell]

    /// What a run's log says; no times where it has none.
    ///
    /// - Throws: `ArchiveError` where something else stands in its place.
    public init(of directory: RunDirectory) throws(ArchiveError) {
        self.init(try WorkLog.spells(in: directory).filter { $0.ended != nil })
    }

    init(_ spells: [WorkLog.Spell]) { self.spells = spells }

    /// No times at all.
    public static let unknown = LoggedTimes([])

    /// Whether there is any time.
    public var isKnown: Bool { !spells.isEmpty }

    /// When a round ended; of one that was trained twice, the last time. A round that no line tells of has the time of what is told
    /// next to it. Nil where nothing is told.
    public func time(of round: Int) -> Double? {
        if let spell = spells.last(where: { $0.rounds.contains(round) }), let ended = spell.ended {
            let left = Double(spell.rounds.upperBound - round) / Double(spell.rounds.count)
            return ended - spell.seconds * left
        }
        let before = spells.filter { $0.rounds.upperBound < round }.max { $0.rounds.upperBound < $1.rounds.upperBound }
        if let before { return before.ended }
        let after = spells.min { $0.rounds.lowerBound < $1.rounds.lowerBound }
        return after.flatMap { spell in spell.ended.map { $0 - spell.seconds } }
    }
}
