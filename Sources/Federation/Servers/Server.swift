internal import Config

/// What the server makes of the aggregate before sending it: one axis of an exchange.
public protocol Server: Axis {
    /// What the numbers can be that it takes.
    static var spaces: [Signature.Space] { get }
    /// Whether it can make results of participants' own, one by one; otherwise one for all.
    static var takesPersonalResults: Bool { get }
    /// Whether aggregates are sent as they are: then there is nothing to do.
    static var sendsAggregates: Bool { get }
    /// Goes on from the aggregate, in place: rows of `result` become what is sent.
    func step(_ result: inout Batch, _ state: inout State)
}

extension Server {
    /// Makes something of them.
    public static var sendsAggregates: Bool { false }
    /// Makes each by itself.
    public static var takesPersonalResults: Bool { true }
}
