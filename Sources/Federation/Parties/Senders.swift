public import Learning

/// What is known of those who send, beside what they send.
public struct Senders: Sendable {
    /// Their places in the population, by row.
    public let agents: [Int]
    /// Their names, by row.
    public let names: [String]
    /// The round after which they meet.
    public let round: Int
    /// What their last round brought, by row; empty where nobody asked.
    public var scores: [Score] = []

    /// Senders.
    public init(agents: [Int], names: [String], round: Int) {
        self.agents = agents
        self.names = names
        self.round = round
    }
}
