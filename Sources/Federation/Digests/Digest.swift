public import Learning

/// How agents take the server's result in, and so how often they are asked: one axis of an exchange, and its program.
public protocol Digest: Axis {
    /// What the numbers can be that it takes in.
    static var spaces: [Signature.Space] { get }
    /// One meeting: asks, merges, tells, and has agents take the result in. The same lines make the forecast, so they look at
    /// numbers in ``Conversation/here`` alone.
    func run<P: Parties>(_ talk: inout Conversation<P>, _ state: inout State)
    /// Whether participants can take in results of their own; otherwise one for all.
    static var takesPersonalResults: Bool { get }
    /// How far agents go toward their result, 1 for all the way; nil where numbers are no mean of the two.
    var share: Double? { get }
    /// What is added to the agents' objectives between meetings; nil where nothing is.
    var penalty: Penalty.Rule? { get }
    /// Whether something is added to local updates between meetings.
    static var pullsAtUpdates: Bool { get }
    /// Writes what is added to local updates of the learners' pulled part until the next meeting, a row per agent.
    func writePulls(_ state: State, into rows: PartRows)
    /// Hands over what is kept of agents one by one: the first one's bytes, by their places in the population, and how many each
    /// has. Agents that are elsewhere are kept up to date there.
    func withRows(of state: inout State, _ body: (_ base: UnsafeMutableRawPointer, _ stride: Int) -> Void)
}

// What holds for most digests.
extension Digest {
    /// One result for all.
    public static var takesPersonalResults: Bool { false }
    /// Whatever comes of it.
    public var share: Double? { nil }
    /// Agents are on their own between meetings.
    public var penalty: Penalty.Rule? { nil }
    /// Nothing pulls at local updates.
    public static var pullsAtUpdates: Bool { false }
    /// Nothing pulls at local updates.
    public func writePulls(_ state: State, into rows: PartRows) {}
    /// Nothing is kept of agents one by one.
    public func withRows(of state: inout State, _ body: (_ base: UnsafeMutableRawPointer, _ stride: Int) -> Void) {}
}
