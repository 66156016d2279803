public import Config
public import Learning
public import Numerics

/// How agents take the server's result in, and so how often they are asked: one axis of an exchange.
public protocol Digest: Configurable {
    /// What the exchange keeps between two firings; synthesized coding is its place in the checkpoint.
    associatedtype State: Persistent = Stateless

    /// The forms of upload it can take in.
    static var forms: [Form] { get }
    /// What the experiment must have for it.
    var needs: Needs { get }
    /// What is kept, before the first firing.
    ///
    /// - Parameters:
    ///   - agents: how many agents the population has; rows of the state are by their places.
    ///   - parts: the participants' parts that travel; equal for all.
    func initial(agents: Int, parts: [Part]) -> State
    /// Runs one firing of the exchange.
    func run(_ upload: any Upload, _ aggregator: any Aggregator, _ talk: inout Conversation, _ state: inout State)
    /// Whether something is added to local updates between firings.
    var pullsAtUpdates: Bool { get }
    /// Writes what is added to local updates of the learners' pulled part until the next firing, a row per agent.
    func writePulls(_ state: State, into rows: PartRows)
    /// How many times an agent uploads for, and receives results on, every public state in one firing.
    var transfersPerFiring: Int { get }
    /// Optimizer steps of one agent in one firing, and the share of the public states each looks at.
    var stepsPerFiring: (count: Int, shareOfStates: Double) { get }
    /// Into how many parts the public states are cut, and the key that says so; nil where they are not.
    var parts: (key: String, count: Int)? { get }
    /// The ledger's word for what comes down.
    var resultKind: String { get }
    /// Why it cannot work with this upload of what agents observe; nil where it can.
    func misfit(with upload: any Upload, in spaces: Spaces) -> Misfit?
}

/// Nothing is kept.
public struct Stateless: Persistent {
    /// Nothing.
    public init() {}
    /// Nothing can be wrong.
    public var flaw: Flaw? { nil }
}

extension Digest where State == Stateless {
    /// Nothing is kept.
    public func initial(agents: Int, parts: [Part]) -> Stateless { Stateless() }
}

// What holds for most digests.
extension Digest {
    /// Nothing pulls at local updates.
    public var pullsAtUpdates: Bool { false }
    /// Nothing pulls at local updates.
    public func writePulls(_ state: State, into rows: PartRows) {}
    /// Most digests work with all observations.
    public func misfit(with upload: any Upload, in spaces: Spaces) -> Misfit? { nil }
    /// The public states stay whole.
    public var parts: (key: String, count: Int)? { nil }
    /// Everything travels once.
    public var transfersPerFiring: Int { 1 }
    /// No optimizer steps.
    public var stepsPerFiring: (count: Int, shareOfStates: Double) { (0, 1) }
}
