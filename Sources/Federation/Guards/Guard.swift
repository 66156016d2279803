internal import Config

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
    /// Makes of what arrived, in place, what is worked with: by the server on the way up, by the digest on the way down. Rows are
    /// signed as ``wire(_:_:)`` signed them.
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
