public import Determinism
public import Learning

/// What is known of an exchange's participants before any of them has trained: what axes are checked, set up and forecast by.
public struct Facts: Sendable {
    /// The exchange's name.
    public var exchange: String
    /// The agents of one group that talks by itself: all of a cell, or those of one replica.
    public var agents: [Agent]
    /// Every agent of such a group by itself, in order, as far as it is known; ``agents`` may stand for several.
    public var peers: [Peer] = []
    /// How many agents these stand for.
    public var size: Int
    /// The public states; nil where there are none.
    public var publicStates: States?
    /// How many of them agents are asked about at a meeting, at most; nil for all.
    var drawnStates: Int?
    /// What travels up, as far as it is known.
    public var payload: [Signature] = []
    /// The names of parts, and of pieces of networks, that stay with their agents.
    public var personal: [String] = []
    /// Where the spec has agents miss meetings, as a path below the exchange; nil where everybody is always there.
    public var absence: String?
    /// How far agents go toward their result, 1 for all the way; nil where the digest leaves that to them.
    public var share: Double?
    /// What keys the exchange's own streams, by group.
    public var keys: [StreamKey] = []
    /// Rounds between two meetings.
    public var period = 1
    /// How many rounds the run has.
    public var rounds = 0
    /// How many meetings the run has.
    public var meetings = 0
    /// The most steps an agent trains between two meetings.
    public var stepsPerPeriod = 0
    /// The most steps an agent trains in the whole run.
    public var stepsInAll = 0

    /// A number of a world, by its key in a spec.
    public struct Constant: Sendable, Equatable {
        /// The key.
        public let name: String
        /// The number.
        public let value: Double

        /// A number.
        public init(_ name: String, _ value: Double) {
            self.name = name
            self.value = value
        }
    }

    /// One agent of a group.
    public struct Peer: Sendable {
        /// What the spec calls it.
        public let name: String
        /// The numbers of its world; none where they have not been drawn.
        public let constants: [Constant]

        /// An agent.
        public init(_ name: String, constants: [Constant] = []) {
            self.name = name
            self.constants = constants
        }

        /// The number of its world under a key.
        func constant(_ name: String) -> Double? { constants.first { $0.name == name }?.value }
    }

    /// What a network takes in front of observations.
    public struct Input: Sendable {
        /// The network.
        public let network: String
        /// What stands in front of what it observes.
        public let design: InputDesign

        /// What a network takes.
        public init(_ network: String, _ design: InputDesign) {
            self.network = network
            self.design = design
        }
    }

    /// One agent.
    public struct Agent: Sendable {
        /// Its name.
        public let name: String
        /// What it observes and can do; nil where its world could not be read.
        public let spaces: Spaces?
        /// What a draw decides on of what it can do, in words; nil where it decides on nothing.
        public var drawnSpaces: String?
        /// Its learner's kind; nil where it could not be read.
        public let learner: String?
        /// Its learner with all settings, whatever numbers are drawn; nil where that is not known.
        public var settings: CanonicalValue?
        /// Whether its learner shows what it visits while it trains.
        public let showsTapes: Bool
        /// Whether agents of its learner are rows of one state.
        public let sharesState: Bool
        /// Whether it can be asked for action distributions, and fitted to some.
        public let hasDistributions: Bool
        /// Whether its rounds take steps in its world, which are counted.
        public let countsSteps: Bool
        /// Whether it ends episodes, whose returns are summed.
        public let hasReturns: Bool
        /// Whether it can play an episode when it is asked to.
        public let acts: Bool
        /// The numbers of its world, drawn or not; nil where its world could not be read.
        public var constants: [Constant]?
        /// The part whose visits it can count; nil where it counts none.
        public var countedPart: String?
        /// The part that takes control variates into its updates; nil where none does.
        public let pulledPart: String?
        /// The networks that its learner can hold where an exchange left them; nil where its learner could not be read.
        public var held: [String]?
        /// Those that make a policy which can be held as one; nil where its learner could not be read.
        public var heldPolicy: [String]?
        /// What its networks take in front of observations, by the part that goes by it: the network, or what is trained there.
        public var inputs: [String: Input] = [:]
        /// What it can upload and take in; nil where that could not be found out.
        public let parts: [Part]?
        /// How sums of all agents become its plans; nil where it does not plan so.
        public var planner: StepPlanner?
        /// Whether its learner plans so in any world.
        public var plans: Bool
        /// The part that is a policy which it can judge by a critic of its own, by name; nil where it cannot.
        public var judgedPart: String?
        /// The most steps that it judges one by.
        public var judgedSteps = 0
        /// Whether it draws what it starts from by itself.
        public var startsApart = false
        /// Floating-point operations of one row through its networks, forward.
        public var forwardOperations = 0
        /// The same, backward.
        public var backwardOperations = 0

        /// An agent whose learner may act in no world yet.
        public init(_ name: String, learner: (any Learner)?, member: Member?, spaces: Spaces?) {
            self.name = name
            self.spaces = spaces ?? member?.world.spaces
            self.learner = learner.map { type(of: $0).component.kind }
            sharesState = learner.map { type(of: $0).sharesState } ?? false
            showsTapes = learner.map { $0 is any TapeShowing } ?? true
            hasDistributions = learner.map { $0 is any Answering } ?? true
            countsSteps = learner?.countsSteps ?? true
            hasReturns = learner?.hasReturns ?? true
            acts = learner.map { $0 is any Acting } ?? true
            countedPart = learner.map { $0.countedPart } ?? ""
            // An unread learner is no reason to refuse anything else.
            pulledPart = learner.map { $0.pulledPart } ?? ""
            held = learner?.held
            heldPolicy = learner?.heldPolicy
            plans = learner.map { $0 is any Planning } ?? true
            planner = learner.flatMap { learner in member.flatMap { learner.stepPlanner(in: $0.world) } }
            parts = learner.flatMap { learner in member.map { learner.parts(of: $0) } }
            judgedPart = learner.map { ($0 as? any Judging).map { type(of: $0).judgedPart } } ?? ""
        }

        /// An agent of which the spaces and parts are all that matters.
        public init(
            _ name: String, spaces: Spaces, parts: [Part], pulledPart: String? = nil, countedPart: String? = nil
        ) {
            self.name = name
            self.countedPart = countedPart
            self.spaces = spaces
            self.parts = parts
            learner = nil
            sharesState = false
            showsTapes = true
            hasDistributions = true
            countsSteps = true
            hasReturns = true
            acts = true
            plans = true
            self.pulledPart = pulledPart
        }
    }

    /// The states on which distributions are compared.
    public struct States: Sendable, Equatable {
        /// How many.
        public let count: Int
        /// Numbers each.
        public let width: Int
        /// Whether their number is exact; otherwise it is the most there can be.
        public let isExact: Bool

        /// States.
        public init(count: Int, width: Int, isExact: Bool = true) {
            self.count = count
            self.width = width
            self.isExact = isExact
        }

        /// States that are there.
        public init(_ states: StateBatch) { self.init(count: states.count, width: states.width) }
    }

    /// Facts of agents that begin to talk.
    public init(_ exchange: String, agents: [Agent], publicStates: States? = nil) {
        self.exchange = exchange
        self.agents = agents
        size = agents.count
        self.publicStates = publicStates
    }

    /// Whether visited states travel as such, and not as the cells they lie in.
    var sendsRawStates: Bool { payload.contains { $0.keyed?.keyBytes == 0 } }

    /// The first agent that is a row of a state it shares, and its learner; nil where all have states of their own.
    var sharing: (index: Int, learner: String)? {
        agents.firstIndex { $0.sharesState }.map { ($0, agents[$0].learner ?? "its learner") }
    }

    /// The spaces all participants share, as far as they are known.
    public var spaces: Spaces? { agents.lazy.compactMap(\.spaces).first }

    /// The parts all participants have, as far as they are known.
    public var parts: [Part] { agents.lazy.compactMap(\.parts).first ?? [] }

    /// How sums of all participants become their plans; nil where they do not.
    public var planner: StepPlanner? { agents.lazy.compactMap(\.planner).first }

    /// The part that takes control variates into updates of all participants.
    public var pulledPart: Part? {
        guard let name = agents.first?.pulledPart else { return nil }
        return parts.first { $0.name == name }
    }

    /// The part whose visits all participants count.
    public var countedPart: Part? {
        guard let name = agents.first?.countedPart else { return nil }
        return parts.first { $0.name == name }
    }
}
