import Learning

/// The agents that take part in an exchange, and where they sit.
struct Participants: Sendable {
    /// Their places in the population; an agent's row is its index here.
    let agents: [Int]
    /// By cohort: those of its agents that take part.
    let seats: [Seats]

    /// How many.
    var count: Int { agents.count }

    subscript(row: Int) -> Int { agents[row] }
}
