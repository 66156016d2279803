public import Determinism

/// Agents that are trained as one task.
public struct Block: Sendable {
    /// The agents, in the spec's order.
    public var members: [Member]
    /// Threads a block of many members may use; no result may depend on it.
    public var workers = 1

    /// All agents whose worlds the members know, in the spec's order, where the members are some of them: those of one rank. Empty
    /// where they are all.
    public var company: [Member] = []

    /// All agents whose worlds the members know: what an oracle tells, and no exchange carries.
    public var everybody: [Member] { company.isEmpty ? members : company }

    /// What the last round brought, by member.
    var scores: [Score] {
        // In a span: a copy of a member would retain all it refers to.
        let members = members.span
        return members.indices.map { members[$0].score }
    }

    /// Shows a tape of training, complete with action distributions, to the exchanges that watch.
    public func watch(_ tape: Tape, of index: Int) { members[index].watcher?(tape) }
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
    public private(set) var optimizers: [String: any Optimizer]
    /// How often its federation has been found stalled: what rates that follow returns go by.
    public private(set) var stalls = 0
    /// Whose initialization stream draws a network or table in place of the agent's own, by role; its own where none stands.
    public var starts: [String: StreamKey] = [:]
    /// Which of a cell's independent copies it belongs to, from 0.
    public var replica = 0
    /// Which of its copy's agents it is, from 0, in the spec's order.
    public var place = 0
    /// What the last round brought.
    public var score = Score()
    /// Where tapes of training go while an exchange watches.
    var watcher: (@Sendable (Tape) -> Void)?
    /// What exchanges add to local updates of the learner's ``Pulled`` part; nil where none does. Valid while the
    /// round trains.
    public var pull: Pull?

    /// What holds it near where an exchange left it; nil where nothing does.
    public var penalty: Penalty?

    /// Whether an exchange plans for it, so that a ``Planning`` learner does not plan by itself.
    public var isPlannedFor = false

    /// Where it adds its visits of what its ``VisitCounting`` part stands for; nil where nobody asks. Valid while the round
    /// trains.
    public var visits: CountedVisits?

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

    /// The network of this role before any training, drawn from the initialization stream of the agent, or of the one it
    /// starts with.
    ///
    /// Each role has its own episode word, so that adding a network leaves the others as they were.
    public func initialNetwork(_ role: NetworkRole) -> Network {
        var stream = start(of: role.name).stream(.initialization, episode: Self.episodeWord(of: role.name))
        return design(of: role).initialization.network(
            shape(of: role), outputGain: role.outputGain, from: &stream)
    }

    /// Who draws the network or table of this role.
    public func start(of role: String) -> StreamKey { starts[role] ?? key }

    /// The shape of this role's network in the agent's world.
    public func shape(of role: NetworkRole) -> NetworkShape { role.shape(design(of: role), in: world.spaces) }

    /// What this role's network takes in front of the observation.
    public func inputs(of role: NetworkRole) -> InputDesign { design(of: role).inputs }

    /// The episode word under which an agent draws what has this name.
    static func episodeWord(of name: String) -> Int { Int(Fingerprint(of: name).leadingWord >> 32) }

    private func design(of role: NetworkRole) -> NetworkDesign {
        guard let design = designs[role.name] else {
            preconditionFailure("the plan gives agent '\(name)' no network called '\(role.name)'")
        }
        return design
    }

    /// Takes note of how often its federation has been found stalled.
    mutating func note(stalls: Int) {
        guard stalls != self.stalls else { return }
        self.stalls = stalls
        optimizers = optimizers.mapValues { $0.after(stalls: stalls) }
    }

    /// The optimizer of this role's network.
    public func optimizer(_ role: NetworkRole) -> any Optimizer { optimizer(role.name) }

    /// The optimizer of this name.
    public func optimizer(_ name: String) -> any Optimizer {
        guard let optimizer = optimizers[name] else {
            preconditionFailure("the plan gives agent '\(self.name)' no optimizer called '\(name)'")
        }
        return optimizer
    }
}

/// One agent's row of what exchanges add to local updates, in the part's precision.
public struct Pull: @unchecked Sendable {
    /// The first number.
    public let row: UnsafeRawPointer

    /// A view of a row nobody writes meanwhile.
    public init(_ row: UnsafeRawPointer) { self.row = row }
}

/// One agent's row of counted visits.
public struct CountedVisits: @unchecked Sendable {
    /// The first number.
    public let row: UnsafeMutablePointer<Double>

    /// A view of a row that nobody else touches meanwhile.
    public init(_ row: UnsafeMutablePointer<Double>) { self.row = row }
}
