public import Config
public import Determinism

/// The constants of one learning algorithm: how a block of agents turns experience into better networks or tables.
///
/// A conforming type is one file and one line in ``Learners``. Its state is a plain value whose synthesized coding is the
/// agent's part of a checkpoint, so a new field cannot be forgotten.
public protocol Learner: Configurable {
    /// All a block of agents has learned. Member names are names in the checkpoint.
    associatedtype State: Persistent
    /// Working memory of one block; never saved, and no result may depend on what it held before.
    associatedtype Scratch

    /// The units a round can be counted in.
    static var roundUnits: [Duration.Unit] { get }
    /// The networks an agent has, by the names used in specs and checkpoints.
    static var networks: [NetworkRole] { get }
    /// Why this algorithm cannot act in such spaces; nil where it can.
    static func refusal(of spaces: Spaces) -> String?

    /// The state before the first round.
    func initial(_ block: Block) -> State
    /// Working memory for a block.
    func scratch(_ block: Block) -> Scratch
    /// Trains every agent of the block for one round and leaves each member's ``Member/score``.
    func train(_ state: inout State, _ block: inout Block, _ round: Round, _ scratch: inout Scratch)
    /// How member `index` acts with what it has learned.
    func actor(_ state: State, member index: Int, _ rule: Actor.Rule, _ scratch: inout Scratch) -> Actor
    /// Answers a question of the federation, one row per member of the block.
    func answer(_ query: Query, by state: State, _ block: Block, into rows: Rows, _ scratch: inout Scratch)
    /// Takes one optimizer step toward targets of the federation.
    func fit(
        _ state: inout State, _ block: Block, to target: Target, _ round: Round, _ scratch: inout Scratch)
    /// Replaces the network of this name by another of equal shape.
    func adopt(_ network: Network, as name: String, member index: Int, into state: inout State)
    /// Adds every number that training changes to a round's trace.
    func trace(_ state: State, member index: Int, into fingerprint: inout LaneFingerprint)
}

/// A network a learner wants: its name, and how wide its output is.
public struct NetworkRole: Sendable {
    /// The name in specs and checkpoints: `policy`, `value`, `q`.
    public let name: String
    /// The number of outputs in such spaces.
    public let outputs: @Sendable (Spaces) -> Int

    /// A role.
    public init(_ name: String, outputs: @escaping @Sendable (Spaces) -> Int) {
        self.name = name
        self.outputs = outputs
    }
}

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

/// Agents that are trained as one task.
public struct Block: Sendable {
    /// The agents, in the spec's order.
    public var members: [Member]
}

/// One agent as its learner sees it.
public struct Member: Sendable {
    /// The agent's name: its identity in streams and checkpoints.
    public let name: String
    /// The key of the agent's streams.
    public let key: StreamKey
    /// Where it acts.
    public var world: any World
    /// Its networks' designs, by role.
    public let designs: [String: NetworkDesign]
    /// Its optimizers, by role.
    public let optimizers: [String: any Optimizer]
    /// What the last round brought.
    public var score = Score()

    /// An agent before its first round.
    public init(
        name: String, key: StreamKey, world: any World, designs: [String: NetworkDesign],
        optimizers: [String: any Optimizer]
    ) {
        self.name = name
        self.key = key
        self.world = world
        self.designs = designs
        self.optimizers = optimizers
    }

    /// The network of this role before any training, drawn from the agent's initialization stream.
    ///
    /// Each role has its own episode word, so that adding a network leaves the others as they were.
    func initialNetwork(_ role: NetworkRole) -> Network {
        var stream = key.stream(.initialization, episode: Int(Fingerprint(of: role.name).leadingWord >> 32))
        return Network(shape(of: role), from: &stream)
    }

    /// The shape of this role's network in the agent's world.
    func shape(of role: NetworkRole) -> NetworkShape {
        guard let design = designs[role.name] else {
            preconditionFailure("the plan gives agent '\(name)' no network called '\(role.name)'")
        }
        return design.shape(inputs: world.spaces.observation.count, outputs: role.outputs(world.spaces))
    }

    /// The optimizer of this role's network.
    func optimizer(_ role: NetworkRole) -> any Optimizer {
        guard let optimizer = optimizers[role.name] else {
            preconditionFailure("the plan gives agent '\(name)' no optimizer called '\(role.name)'")
        }
        return optimizer
    }
}
