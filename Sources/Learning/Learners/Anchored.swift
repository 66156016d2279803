public import Numerics

/// A learner whose local updates can be held near where an exchange left its agents (``Penalty``).
public protocol Anchored: PartHolding {
    /// The networks whose parameters can be held, by their parts' names.
    static var held: [String] { get }
    /// Those that make a policy which can be held as one; none where the learner's updates know of none.
    static var heldPolicy: [String] { get }
    /// Takes what the agent's networks are now for where they are held.
    func anchor(_ state: inout State)
}

extension Learner {
    /// The networks whose parameters can be held.
    public var held: [String] { (Self.self as? any Anchored.Type)?.held ?? [] }
    /// Those that make a policy which can be held.
    public var heldPolicy: [String] { (Self.self as? any Anchored.Type)?.heldPolicy ?? [] }
}

/// Where an exchange left an agent's networks; those that are held are there.
public struct Anchor: Persistent {
    var policy: Network?
    var value: Network?
    var logDeviation: Network?
    var q: Network?
    var actor: Network?
    var critic: Network?
    /// How strongly a policy is held; nil where parameters are.
    var coefficients: PenaltyCoefficients?

    /// Before the first meeting; nil where nothing is held.
    init?(
        _ penalty: Penalty?, policy: Network? = nil, value: Network? = nil, logDeviation: Network? = nil,
        q: Network? = nil, actor: Network? = nil, critic: Network? = nil
    ) {
        guard let penalty else { return nil }
        func held(_ name: String, _ network: Network?) -> Network? { penalty.networks.contains(name) ? network : nil }
        self.policy = held("policy", policy)
        self.value = held("value", value)
        self.logDeviation = held("log_deviation", logDeviation)
        self.q = held("q", q)
        self.actor = held("actor", actor)
        self.critic = held("critic", critic)
        coefficients = penalty.policy.map(PenaltyCoefficients.init)
    }

    /// What is held says nothing of itself.
    public var flaw: Flaw? { nil }

    /// Copies what networks are now over what they were; those that are not held stay away.
    mutating func take(
        policy: Network? = nil, value: Network? = nil, logDeviation: Network? = nil, q: Network? = nil,
        actor: Network? = nil, critic: Network? = nil
    ) {
        Self.copy(policy, over: &self.policy)
        Self.copy(value, over: &self.value)
        Self.copy(logDeviation, over: &self.logDeviation)
        Self.copy(q, over: &self.q)
        Self.copy(actor, over: &self.actor)
        Self.copy(critic, over: &self.critic)
        coefficients?.anchorings += 1
    }

    private static func copy(_ network: Network?, over held: inout Network?) {
        guard let network else { return }
        held?.replace(from: UnsafeRawPointer(network.parameters.pointer))
    }

    /// Adds all numbers to a sweep.
    func feed(_ sweep: inout StateSweep) {
        policy?.feed(&sweep)
        value?.feed(&sweep)
        logDeviation?.feed(&sweep)
        q?.feed(&sweep)
        actor?.feed(&sweep)
        critic?.feed(&sweep)
        coefficients?.feed(&sweep)
    }
}

extension Footprint {
    /// Adds where an exchange left networks.
    mutating func addAnchor(_ member: Member, _ shapes: [(name: String, shape: NetworkShape)]) {
        guard let penalty = member.penalty else { return }
        for (name, shape) in shapes where penalty.networks.contains(name) {
            add(.networks, 4 * Double(shape.paddedCount))
        }
    }
}
