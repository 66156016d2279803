import Learning

// What agents would do at states that are drawn for a meeting, by which they are compared.
extension Exchange {
    /// Asks those who meet what they would do, where how much they count goes by it.
    mutating func compare(
        _ meeting: Meeting, _ population: inout Population, publicStates: StateBatch?, _ workers: Int
    ) {
        guard let count = composition.weighting.drawnStates, let publicStates, let action = facts.spaces?.action else {
            return
        }
        let round = meeting.round
        var stream = facts.keys[meeting.group].stream(
            .exchange, round: round.number, episode: ExchangePhase.comparedStates)
        let states = comparedDraw.draw(count, of: publicStates, from: &stream)
        let (agents, width) = (meeting.participants.count, states.count * action.distributionWidth)
        let room = memory.answers(bytes: agents * width * 4)
        let rows = Rows(room.assumingMemoryBound(to: Float.self), count: agents, width: width)
        population.answer(
            .actionDistributions(at: states), after: nil, from: meeting.participants, into: rows, round, workers)
        population.gather(room, stride: width * 4, of: meeting.participants)
        axes[meeting.group]?.distributions = rows
    }
}

extension Facts {
    /// Public states at which agents are compared, where so many are drawn.
    func comparedStates(_ drawn: Int?) -> Int {
        drawn.flatMap { drawn in publicStates.map { min(drawn, $0.count) } } ?? 0
    }

    /// Numbers of an agent's action distributions there.
    func comparedNumbers(_ drawn: Int?) -> Int {
        comparedStates(drawn).saturatingTimes(spaces?.action.distributionWidth ?? 0)
    }
}
