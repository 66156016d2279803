/// What exchanges have to do with a round of training.
public struct Influence: Sendable {
    /// Told of every tape of training by the agent's place in the population, from the task that trains it; nil where no
    /// exchange watches.
    public var watcher: (@Sendable (_ agent: Int, _ tape: Tape) -> Void)?
    /// Rows, by the agent's place in the population, that are added to updates of the learners' pulled part; nil where
    /// there are none.
    public var pulls: PartRows?

    /// Rows, by the agent's place in the population, to which learners that count visits add those of the round; nil where nobody
    /// asks.
    public var visits: PartRows?

    /// Whether an exchange plans for the agents.
    public var plans = false

    /// No influence: training alone.
    public init() {}
}

/// A lesson for one agent: given its row and a way to take one optimizer step toward a target.
public typealias Lesson = @Sendable (_ row: Int, _ member: Member, _ fit: (Target) -> Void) -> Void
