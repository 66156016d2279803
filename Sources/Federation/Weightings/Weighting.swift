internal import Config

/// How much each agent's upload counts in whose result: one axis of an exchange.
///
/// A choice that is not ``Weights/equal`` says for every class of receivers how much each sender counts; receivers of a class
/// get one result.
public protocol Weighting: Axis {
    /// Whether different participants can get different results.
    var isPersonal: Bool { get }
    /// Whether senders of one result can count differently; then the aggregate has to take shares.
    var givesShares: Bool { get }
    /// Whether all count alike and get one result: then nobody is weighed.
    var countsAlike: Bool { get }
    /// Whether senders are weighed by what they upload, and not only by what is known of them beside.
    var seesRows: Bool { get }
    /// Agents whose uploads make one result that all of them get, by places in rising order, as far as it is known before any
    /// has trained: nil where it goes by what they come to. Whoever is in no group goes on from its own.
    func groups(among peers: [Facts.Peer]) -> [[Int]]?
    /// What every sender adds to its upload so that it can be weighed, which the ledger counts; nil where nothing is.
    func report(_ facts: Facts) -> Report?
    /// How many of so many participants are sent a result, at least and at most.
    func receivers(of participants: Int) -> ClosedRange<Int>
    /// How much the senders of a batch count.
    ///
    /// - Parameters:
    ///   - senders: what is known of them beside what they uploaded, and the stream of this choice at this meeting.
    func weigh(_ batch: Batch, _ senders: Senders, _ state: inout State) -> Weights
}

/// What every sender says of itself beside its upload.
public struct Report: Sendable, Equatable {
    /// The ledger's word for it.
    public let kind: String
    /// Bytes, per sender.
    public let bytes: Int

    /// So many bytes of every sender, by the ledger's word for them.
    public init(kind: String, bytes: Int) {
        self.kind = kind
        self.bytes = bytes
    }
}

extension Weighting {
    /// All get one result.
    public var isPersonal: Bool { false }
    /// Senders of one result count alike.
    public var givesShares: Bool { false }
    /// What is uploaded may be looked at.
    public var seesRows: Bool { true }
    /// Senders are weighed.
    public var countsAlike: Bool { false }
    /// All are one.
    public func groups(among peers: [Facts.Peer]) -> [[Int]]? { [Array(peers.indices)] }
    /// Nothing is added.
    public func report(_ facts: Facts) -> Report? { nil }
    /// Everybody is sent one.
    public func receivers(of participants: Int) -> ClosedRange<Int> { participants...participants }
}
