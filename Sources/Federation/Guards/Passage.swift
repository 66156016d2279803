public import Determinism

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

extension Passage {
    /// What no other passage of the exchange has: round and question, or result, big-endian, and four zeros.
    var nonce: [UInt8] {
        [round, asked, 0].flatMap { number in
            stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
        }
    }

    /// Words that cannot be told apart otherwise: none has a zero in it.
    static func text(_ words: [String]) -> [UInt8] { words.flatMap { Array($0.utf8) + [0] } }
}
