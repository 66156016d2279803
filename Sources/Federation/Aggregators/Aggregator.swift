public import Config

/// How the server makes one result of many uploads: one axis of an exchange.
public protocol Aggregator: Axis {
    /// What the numbers can be that it combines.
    static var spaces: [Signature.Space] { get }
    /// Whether rows that count alike give their mean: then whoever learns nothing but their sum can make the result, and one row
    /// gives itself.
    var isMean: Bool { get }
    /// Whether keyed rows travel with their counts.
    var wantsCounts: Bool { get }
    /// What a result is, made of what so many agents send.
    func result(of signature: Signature, senders: Int) -> Signature
    /// Whether rows can count differently.
    static var takesShares: Bool { get }
    /// How many of so many senders may send anything at all with the result staying near what the others sent; nil where nothing
    /// is known of it.
    func tolerated(of senders: Int) -> Int?
    /// How far from what the others sent so many liars that are borne can take the result, in the unit of uploads, because of
    /// what the aggregate is told; 0 where nothing but the others' own distances matters.
    func reach(of liars: Int, among senders: Int) -> Double
    /// Makes one row, or one table, of all of `batch`.
    ///
    /// Dense rows are combined column by column, over blocks of columns that do not depend on how many threads or processes
    /// share the work; `result` has room for one row.
    func combine(_ batch: Batch, _ shares: Shares, into result: inout Batch)
}

/// An aggregate of which each column is made of that column of the rows alone, but for columns of one Gaussian policy at a state,
/// which stay together: where agents are spread over ranks, each rank makes some columns of it.
public protocol ColumnwiseAggregator: Aggregator {}

/// An aggregate that looks at all columns of the rows through sums over them alone, ``RowDistances``, ``Batch/squaredDistances(to:)``
/// and ``Batch/ranked(_:by:)``, and of which each column is then made of that column of the rows: where agents are spread over
/// ranks, each rank has some blocks of columns, and the ranks tell one another their blocks' sums.
public protocol BlockwiseAggregator: Aggregator {}

extension Interval {
    /// Lengths in the unit of uploads within which something counts as near: beyond, an aggregate would take anything for near.
    static let nearness = Interval(0, 1000, includesLow: false)
}

extension Aggregator {
    /// All count alike.
    public static var takesShares: Bool { false }
    /// Something else than the mean.
    public var isMean: Bool { false }
    /// One sender moves the result anywhere.
    public func tolerated(of senders: Int) -> Int? { 0 }
    /// Nothing it is told lets anybody further.
    public func reach(of liars: Int, among senders: Int) -> Double { 0 }
    /// Counts stay with the agents.
    public var wantsCounts: Bool { false }
    /// A row like those that are sent.
    public func result(of signature: Signature, senders: Int) -> Signature { signature }
    /// Takes what is uploaded.
    public func unfit(_ facts: Facts) -> [Unfit] { [] }
}
