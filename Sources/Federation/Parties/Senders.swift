public import Determinism
public import Learning

/// What is known of those who send, beside what they send.
public struct Senders: Sendable {
    /// Their places in the population, by row.
    public let agents: [Int]
    /// Their names, by row.
    public let names: [String]
    /// The round after which they meet.
    public let round: Int
    /// What training brought since they met, by row; empty where nobody counts it: steps since the sender was at a meeting
    /// before, episodes and returns since the exchange met before.
    public var training: [Score] = []
    /// Visits of the counted part's numbers since the sender was at a meeting before, by row; empty where nobody counts them.
    public var visits: [[Double]] = []
    /// The returns of one greedy episode each, played for this meeting, by row; empty where nobody asks.
    public var performances: [Double] = []
    /// What each would do at the states that are drawn for the comparison, by row; empty where nobody asks.
    public var distributions: [[Double]] = []
    /// Their places in the group, by row.
    public let places: [Int]
    /// What is known of the group.
    public let facts: Facts
    /// Whether no result of this meeting has been made yet.
    public var isFirst = true
    private let key: StreamKey

    /// Senders.
    public init(agents: [Int], names: [String], places: [Int], round: Int, key: StreamKey, _ facts: Facts) {
        self.agents = agents
        self.names = names
        self.places = places
        self.round = round
        self.facts = facts
        self.key = key
    }

    /// What a weighting draws from at this meeting, where it says that it draws.
    public var stream: RandomStream { key.stream(.exchange, round: round, episode: ExchangePhase.weights) }
}
