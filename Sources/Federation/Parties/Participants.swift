import Learning

/// The agents that take part in an exchange, and where their learners keep them.
struct Participants: Sendable {
    /// Their places in the population; an agent's row is its index here.
    let agents: [Int]
    /// By kind of learner: those of its agents that take part.
    let byKind: [BlockParticipants]
    /// The rows of those who are here: all, but where agents are spread over ranks.
    let here: Range<Int>

    /// How many.
    var count: Int { agents.count }

    subscript(row: Int) -> Int { agents[row] }
}
