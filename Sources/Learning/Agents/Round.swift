public import Config

/// One chance to train: which round, and how much of it.
public struct Round: Sendable {
    /// From 1.
    public let number: Int
    /// How much training a round is.
    public let length: Duration

    /// A round.
    public init(_ number: Int, length: Duration) {
        self.number = number
        self.length = length
    }
}
