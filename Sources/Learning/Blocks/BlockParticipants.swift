/// A participant of an exchange: which agent of those with its learner, which row of the exchange's table.
public struct Participant: Sendable {
    /// The agent's index among those with its learner.
    public let agent: Int
    /// The agent's row among the participants.
    public let row: Int

    /// A participant.
    public init(agent: Int, row: Int) {
        self.agent = agent
        self.row = row
    }
}

/// An exchange's participants with one kind of learner: found once, used at every firing.
public struct BlockParticipants: Sendable {
    /// The participants, those with most work first.
    public let items: [Participant]
    /// The agents, and the first one's row, where agents and rows follow one another: then the rows of a block are copied
    /// as one. Nil elsewhere.
    let run: (agents: Range<Int>, row: Int)?

    /// BlockParticipants.
    public init(_ items: [Participant]) {
        self.items = items
        guard let first = items.first,
            items.indices.allSatisfy({ items[$0].agent == first.agent + $0 && items[$0].row == first.row + $0 })
        else {
            run = nil
            return
        }
        run = (first.agent..<(first.agent + items.count), first.row)
    }
}
