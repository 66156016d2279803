internal import Config
public import Determinism

/// What protects an upload on its way: one axis of an exchange, of which a spec may list several, in order.
///
/// Protected is what goes over the wire: an agent knows its own rows as they are, the server only what the last guard left.
/// Between parties of one process protection is simulated.
public protocol Guard: Axis {
    /// What the numbers can be that it protects.
    static var spaces: [Signature.Space] { get }
    /// Whether there has to be a server at the other end of every link.
    var needsServer: Bool { get }
    /// Whether what arrives is what was sent, number by number.
    var keepsNumbers: Bool { get }
    /// What is sent where `signature` was, going one way; nil where it cannot follow what the guards before it made of it.
    func wire(_ signature: Signature, _ way: Ledger.Direction) -> Signature?
    /// Protects a row per sender, in place; rows are signed as the guards before it have left them. On the way down there is a
    /// row per receiver.
    func protect(_ rows: inout Batch, _ passage: Passage)
    /// Makes of what arrived, in place, what is worked with; rows are signed as ``wire(_:_:)`` signed them.
    func receive(_ rows: inout Batch, _ passage: Passage)
}

extension Guard {
    /// Agents may send to one another.
    public var needsServer: Bool { false }
    /// Most guards alter numbers.
    public var keepsNumbers: Bool { false }
    /// Works with what arrived.
    public func receive(_ rows: inout Batch, _ passage: Passage) {}
}

/// A guard behind which rows mean nothing one by one: it makes their mean itself, in place of the aggregate.
public protocol SummingGuard: Guard {
    /// Makes the mean of protected rows.
    func mean(of rows: Batch, into result: inout Batch)
}

/// A guard that adds noise, of which a privacy account may be made.
public protocol NoisyGuard: Guard {
    /// The deviation of its noise on rows as they are signed before it.
    func deviation(on signature: Signature) -> Double
    /// How likely it adds noise at all.
    var probability: Double { get }
    /// δ of the account.
    var delta: Double { get }
}

/// One passage of uploads, or of results, through a guard or a fault: when, whose, and what it draws from.
public struct Passage: Sendable {
    /// The exchange.
    public let exchange: String
    /// Which way it goes.
    public var way = Ledger.Direction.up
    /// The senders' names, by row; of results, the receivers'.
    public let senders: [String]
    /// Their places in the population, by row.
    public let agents: [Int]
    /// The round after which they meet.
    public let round: Int
    /// Which of the meeting's questions this answers, or which of its results it is, from 1.
    public let asked: Int
    /// The exchange's key, of this replica.
    public let key: StreamKey
    /// Where its streams begin among the exchange's.
    let phase: Int

    /// The stream of this guard or fault for this question: senders draw one after the other.
    public var stream: RandomStream { key.stream(.exchange, round: round, episode: phase + asked) }

    /// The same, of what is sent to one receiver alone, by its row; of what is sent to all where there is none.
    public func stream(to receiver: Int?) -> RandomStream {
        guard let receiver else { return stream }
        guard receiver < Self.numberedReceivers, asked < Self.numberedQuestions else {
            // The words of a counter hold no more: every further receiver has a key of its own.
            return StreamKey(seed: key.word, owner: "receiver/\(receiver)")
                .stream(.exchange, round: round, episode: phase + asked)
        }
        return key.stream(.exchange, round: round, episode: phase + (receiver + 1) * Self.numberedQuestions + asked)
    }

    /// Receivers whose streams are numbered under the exchange's key, and questions at one meeting with them: 2²⁴ together.
    static let (numberedReceivers, numberedQuestions) = (1 << 12 - 1, 1 << 12)
}
