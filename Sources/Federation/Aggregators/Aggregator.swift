public import Config

/// How the server makes one result of many uploads: one axis of an exchange.
public protocol Aggregator: Axis {
    /// What the numbers can be that it combines.
    static var spaces: [Signature.Space] { get }
    /// Whether the result is linear in the rows, as a secure sum needs.
    var isLinear: Bool { get }
    /// Whether keyed rows travel with their counts.
    var wantsCounts: Bool { get }
    /// What a result is, made of what so many agents send.
    func result(of signature: Signature, senders: Int) -> Signature
    /// Makes one row, or one table, of all of `batch`.
    ///
    /// Dense rows are combined column by column, over blocks of columns that do not depend on how many threads or processes
    /// share the work; `result` has room for one row.
    func combine(_ batch: Batch, _ weights: Weights, into result: inout Batch)
}

/// How much the senders of a batch count.
public enum Weights: Sendable, Equatable {
    /// All alike: sum, then divide.
    case equal
}

extension Aggregator {
    /// Counts stay with the agents.
    public var wantsCounts: Bool { false }
    /// A row like those that are sent.
    public func result(of signature: Signature, senders: Int) -> Signature { signature }
    /// Takes what is uploaded.
    public func unfit(_ facts: Facts) -> [Unfit] { [] }
}
