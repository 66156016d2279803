import Determinism

/// Who comes to which meeting of an exchange, where few are chosen or faults take some away.
///
/// Drawn by (group, round) and nothing else: nobody has to remember who was there.
struct Attendance: Sendable {
    /// By group: what keys the exchange's streams.
    private let keys: [StreamKey]
    /// Nil where who comes is not drawn.
    private let participation: (any DrawnParticipation)?
    /// Who comes by how long rounds take, and how long they took by group and round; nil where it is not by that.
    private let timed: Timed?
    private let faults: [any Fault]
    /// Agents of one group.
    private let count: Int

    /// A participation that goes by time.
    struct Timed: Sendable {
        let participation: any TimedParticipation
        /// By agent of a group: ticks of the rounds that end with one.
        let ticks: @Sendable (_ group: Int, _ round: Int) -> [Int]
    }

    init(
        _ participation: (any DrawnParticipation)?, _ faults: [any Fault], keys: [StreamKey], count: Int,
        timed: Timed? = nil
    ) {
        self.timed = timed
        self.participation = participation
        self.faults = faults
        self.keys = keys
        self.count = count
    }

    /// The agents of a group who come to the meeting after a round, by their places in the group; fewer than two do not
    /// meet, and nobody is there.
    func present(_ group: Int, after round: Int) -> [Int] {
        var present = [Bool](repeating: true, count: count)
        if let participation {
            var choice = keys[group].stream(.exchange, round: round, episode: ExchangePhase.participation)
            participation.choose(&present, &choice)
        }
        if let timed { timed.participation.choose(&present, timed.ticks(group, round)) }
        for (index, fault) in faults.enumerated() {
            var stream = keys[group].stream(.exchange, round: round, episode: ExchangePhase.faults + index)
            fault.strike(&present, &stream)
        }
        let agents = present.indices.filter { present[$0] }
        return agents.count < 2 ? [] : agents
    }
}
