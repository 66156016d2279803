public import Config
public import Determinism
public import Numerics

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
    /// The networks an agent has, by the names used in specs and checkpoints. None for tables and linear learners.
    var networks: [NetworkRole] { get }
    /// What has an optimizer of its own, by name: the networks, unless told.
    var optimized: [String] { get }
    /// Whether one block holds all agents of a cohort: learners whose agents are rows of a few arrays.
    static var holdsWholeCohort: Bool { get }
    /// Whether every tape of training is shown to exchanges that watch, with its action distributions.
    static var showsTapes: Bool { get }
    /// The part to which control variates can be added during local updates; nil where there is none.
    static var pulledPart: String? { get }
    /// Whether agents can be asked for action distributions, and fitted to some.
    static var hasActionDistributions: Bool { get }
    /// Whether a cell may hold many independent copies of a federation of such agents.
    static var allowsReplicas: Bool { get }
    /// What it draws random numbers for, beside initialization, environment and actions.
    static var purposes: [Purpose] { get }
    /// Why this algorithm cannot act in such spaces; nil where it can.
    func refusal(of spaces: Spaces) -> SpacesRefusal?
    /// Whether its worlds must be finite and known.
    static var needsModel: Bool { get }
    /// Whether agents can be played and evaluated in episodes. Where they cannot, measures look at what they know.
    static var playsEpisodes: Bool { get }
    /// Whether a policy is one action by observation, to which training alone adds chance.
    static var hasDeterministicPolicy: Bool { get }
    /// Whether agents know what they would do in every state of a finite world.
    static var hasTabularPolicy: Bool { get }
    /// Why it cannot learn in these worlds, those of all its agents; nil where it can, or needs no models.
    func refusal(of models: [FiniteModel]) -> String?
    /// What agents in these worlds tend to, where the algorithm has closed forms for it.
    func fixedPoints(of models: [FiniteModel]) -> LinearFixedPoints?

    /// The state before the first round.
    func initial(_ block: Block) -> State
    /// What in a state no training of this block can have left there, beyond what the state knows of itself.
    func flaw(of state: State, in block: Block) -> Flaw?
    /// Working memory for a block.
    func scratch(_ block: Block) -> Scratch
    /// The memory of one agent before any of it is taken: state, and working memory at its largest.
    ///
    /// - Parameter states: public states the agent is asked about, where it has action distributions.
    func footprint(of member: Member, answering states: Int) -> Footprint
    /// Trains every agent of the block for one round and leaves each member's ``Member/score``.
    func train(_ state: inout State, _ block: inout Block, _ round: Round, _ scratch: inout Scratch)
    /// How member `index` acts with what it has learned.
    func actor(_ state: State, member index: Int, _ rule: Actor.Rule, _ scratch: inout Scratch) -> Actor
    /// Answers a question of the federation about member `index`: one row.
    func answer(
        _ query: Query, by state: State, member index: Int, _ block: Block, into row: Rows, _ scratch: inout Scratch)
    /// Has member `index` take one optimizer step toward targets of the federation.
    func fit(
        _ state: inout State, member index: Int, _ block: Block, to target: Target, _ round: Round,
        _ scratch: inout Scratch)
    /// The rows an agent can upload and take in, in a fixed order.
    func parts(of member: Member) -> [Part]
    /// Copies a part of member `index`: `part.width` numbers.
    func read(_ part: Part, member index: Int, of state: State, into row: UnsafeMutableRawPointer)
    /// Replaces a part of member `index`; nothing else of it changes, its optimizers' moments neither.
    func write(_ part: Part, member index: Int, of state: inout State, from row: UnsafeRawPointer)
    /// Copies a part of consecutive members, row after row.
    func read(_ part: Part, members: Range<Int>, of state: State, into rows: PartRows)
    /// Replaces a part of consecutive members, each by its row, or all by the only row.
    func write(_ part: Part, members: Range<Int>, of state: inout State, from rows: PartRows)
    /// Replaces the network of this name by another of equal shape.
    func adopt(_ network: Network, as name: String, member index: Int, into state: inout State)
    /// What member `index` would do in every state of a finite world: `states × actions` probabilities; nil where it has
    /// no table.
    func tabularPolicy(of state: State, member index: Int) -> [Double]?
    /// Adds every number that training changes, in one order: what a round's trace and the search for divergence go over.
    func sweep(_ state: State, member index: Int, with sweep: inout StateSweep)
}

// What a learner that takes no part in some exchanges leaves out; `check` has refused them.
extension Learner {
    /// One optimizer per network.
    public var optimized: [String] { networks.map(\.name) }
    /// One copy per cell.
    public static var allowsReplicas: Bool { false }
    /// Nothing more.
    public static var purposes: [Purpose] { [] }
    /// One agent per block.
    public static var holdsWholeCohort: Bool { false }
    /// No exchange may watch.
    public static var showsTapes: Bool { false }
    /// Any world.
    public static var needsModel: Bool { false }
    /// Most states know all of themselves.
    public func flaw(of state: State, in block: Block) -> Flaw? { nil }
    /// Agents act.
    public static var playsEpisodes: Bool { true }
    /// Actions can be drawn.
    public static var hasDeterministicPolicy: Bool { false }
    /// No table.
    public static var hasTabularPolicy: Bool { false }
    /// Any spaces.
    public func refusal(of spaces: Spaces) -> SpacesRefusal? { nil }
    /// Any world.
    public func refusal(of models: [FiniteModel]) -> String? { nil }
    /// No closed forms.
    public func fixedPoints(of models: [FiniteModel]) -> LinearFixedPoints? { nil }
    /// `check` has refused to play such agents.
    public func actor(_ state: State, member index: Int, _ rule: Actor.Rule, _ scratch: inout Scratch) -> Actor {
        preconditionFailure("\(Self.component.kind) does not act in episodes")
    }
    /// No networks to take over.
    public func adopt(_ network: Network, as name: String, member index: Int, into state: inout State) {
        preconditionFailure("\(Self.component.kind) has no network called '\(name)'")
    }
    /// No control variates.
    public static var pulledPart: String? { nil }
    /// Every policy network answers with distributions; others are never asked.
    public func answer(
        _ query: Query, by state: State, member index: Int, _ block: Block, into row: Rows, _ scratch: inout Scratch
    ) { preconditionFailure("\(Self.component.kind) has no action distributions to compare") }
    /// Never asked where there are no action distributions.
    public func fit(
        _ state: inout State, member index: Int, _ block: Block, to target: Target, _ round: Round,
        _ scratch: inout Scratch
    ) { preconditionFailure("\(Self.component.kind) has no action distributions to fit") }
    /// Whether agents can be asked for action distributions, and fitted to some.
    public static var hasActionDistributions: Bool { false }
    /// No table.
    public func tabularPolicy(of state: State, member index: Int) -> [Double]? { nil }
    /// Nothing to upload.
    public func parts(of member: Member) -> [Part] { [] }
    /// Nothing to upload.
    public func read(_ part: Part, member index: Int, of state: State, into row: UnsafeMutableRawPointer) {
        preconditionFailure("\(Self.component.kind) has no part called '\(part.name)'")
    }
    /// Nothing to take in.
    public func write(_ part: Part, member index: Int, of state: inout State, from row: UnsafeRawPointer) {
        preconditionFailure("\(Self.component.kind) has no part called '\(part.name)'")
    }
    /// One by one.
    public func read(_ part: Part, members: Range<Int>, of state: State, into rows: PartRows) {
        for (row, index) in members.enumerated() { read(part, member: index, of: state, into: rows.row(row)) }
    }
    /// One by one.
    public func write(_ part: Part, members: Range<Int>, of state: inout State, from rows: PartRows) {
        for (row, index) in members.enumerated() {
            write(part, member: index, of: &state, from: rows.row(rows.count == 1 ? 0 : row))
        }
    }
}

/// Why a learner cannot act in some spaces.
public struct SpacesRefusal: Sendable, Equatable {
    /// What stands against it, in words.
    public let message: String
    /// The setting with which it could: a key of the learner's mapping, and the value it has to have.
    public let remedy: Remedy?

    /// A setting.
    public struct Remedy: Sendable, Equatable {
        /// The key.
        public let key: String
        /// The value, one word.
        public let word: String

        /// A setting.
        public init(_ key: String, _ word: String) {
            self.key = key
            self.word = word
        }
    }

    /// A refusal.
    public init(_ message: String, remedy: Remedy? = nil) {
        self.message = message
        self.remedy = remedy
    }
}

/// A network a learner wants: its name, and how wide its output is.
public struct NetworkRole: Sendable {
    /// The name in specs and checkpoints: `policy`, `value`, `q`.
    public let name: String
    /// The number of inputs in such spaces.
    public let inputs: @Sendable (Spaces) -> Int
    /// The number of outputs in such spaces.
    public let outputs: @Sendable (Spaces) -> Int

    /// A role. Its inputs are the observation unless told.
    public init(
        _ name: String, inputs: @escaping @Sendable (Spaces) -> Int = { $0.observation.count },
        outputs: @escaping @Sendable (Spaces) -> Int
    ) {
        self.name = name
        self.inputs = inputs
        self.outputs = outputs
    }

    /// The shape of a network of some design in this role.
    public func shape(_ design: NetworkDesign, in spaces: Spaces) -> NetworkShape {
        design.shape(inputs: inputs(spaces), outputs: outputs(spaces))
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
