/// How the ranks reach one another that share the agents of a cell.
///
/// Every rank runs the same program and comes to the same calls, with the same ranges, in the same order; a call returns once
/// everybody has come to it whose bytes it needs. Nothing is summed on the way: sums have an order, and ranks have none.
public protocol Communicator: Sendable {
    /// Which rank this is, from 0.
    var rank: Int { get }
    /// How many there are.
    var size: Int { get }
    /// Everybody gets everybody's bytes: those of rank r are `ranges[r]` of the buffer, on every rank. One's own are there before.
    func gatherAll(_ buffer: UnsafeMutableRawPointer, _ ranges: [Range<Int>]) throws(RankLost)
    /// Everybody sends everybody else bytes: to rank r those at `sent[r]` of a buffer, from rank r to `received[r]` of another. What
    /// one sends oneself is copied too.
    func exchange(
        _ buffer: UnsafeRawPointer, _ sent: [Range<Int>], into target: UnsafeMutableRawPointer,
        _ received: [Range<Int>]) throws(RankLost)
    /// The first rank gets everybody's bytes, however many each has.
    ///
    /// - Returns: by rank; empty on all ranks but the first.
    func gather(_ bytes: [UInt8]) throws(RankLost) -> [[UInt8]]
}

/// Ranks that are processes: what one of them does at its end concerns the others.
public protocol ProcessCommunicator: Communicator {
    /// Waits until all are about to leave. Nothing is told afterwards.
    func leave()
    /// Ends all of them, wherever they are.
    func abort(_ code: Int32) -> Never
}

/// A rank has come to its end, or cannot be reached: what others wait for will not come.
public struct RankLost: Error, Equatable, CustomStringConvertible {
    /// Which; nil where nobody knows.
    public let rank: Int?
    /// In words.
    public let description: String

    /// A rank that is gone.
    public init(rank: Int) {
        self.rank = rank
        description = "rank \(rank) has ended while others wait for it"
    }

    /// Ranks that cannot be reached, for a reason.
    public init(reason: String) {
        rank = nil
        description = "the other ranks cannot be reached: \(reason)"
    }
}
