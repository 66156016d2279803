import Numerics

/// The memory of one agent, known before any of it is taken: bytes by what they hold.
///
/// Every learner states its own, so that a plan can predict what a run takes. Floating point, because a plan may ask for more
/// than any machine has.
public struct Footprint: Sendable, Equatable {
    /// What bytes hold.
    public enum Kind: Int, CaseIterable, Sendable {
        /// Networks and their targets.
        case networks
        /// What optimizers remember beside them.
        case moments
        /// Transitions to be learned from again.
        case replay
        /// Tables and weights of learners without networks.
        case tables
        /// Gradients, and networks turned over to compute them.
        case gradients
        /// What networks keep of the rows they were given.
        case activations
        /// Rollouts and minibatches.
        case experience
        /// What is known of finite worlds, and solved for in them.
        case models
        /// Steps that wait to be learned from together.
        case pending

        /// In words: `replay memories`.
        public var words: String {
            switch self {
            case .networks: "networks"
            case .moments: "optimizer moments"
            case .replay: "replay memories"
            case .tables: "tables"
            case .gradients: "gradients"
            case .activations: "activations"
            case .experience: "rollouts and minibatches"
            case .models: "models of finite worlds"
            case .pending: "unfinished rollouts"
            }
        }

        /// Whether a checkpoint holds it.
        public var isSaved: Bool {
            switch self {
            case .networks, .moments, .replay, .tables, .pending: true
            case .gradients, .activations, .experience, .models: false
            }
        }
    }

    private var bytes = [Double](repeating: 0, count: Kind.allCases.count)

    /// Nothing.
    public init() {}

    /// The bytes of one kind.
    public subscript(kind: Kind) -> Double { bytes[kind.rawValue] }

    /// All bytes.
    public var total: Double { bytes.reduce(0, +) }

    /// The bytes that a checkpoint holds too.
    public var saved: Double { Kind.allCases.reduce(0) { $0 + ($1.isSaved ? self[$1] : 0) } }

    /// Adds bytes.
    public mutating func add(_ kind: Kind, _ count: Double) { bytes[kind.rawValue] += count }

    /// Adds so many agents like another.
    public mutating func add(_ other: Footprint, times count: Int) {
        for kind in Kind.allCases { add(kind, Double(count) * other[kind]) }
    }
}

extension Footprint {
    /// What a learner takes that has one network, and learns from whole episodes.
    ///
    /// - Parameter states: public states it is asked about.
    public init(policy role: NetworkRole, of member: Member, answering states: Int) {
        let (shape, world) = (member.shape(of: role), member.world)
        addNetwork(shape, member.optimizer(role))
        addWorkspace(shape, rows: max(world.maximumSteps, states))
        addTape(world.spaces, steps: world.maximumSteps)
    }

    /// Adds a network, copies of it and what its optimizer remembers.
    public mutating func addNetwork(_ shape: NetworkShape, copies: Int = 1, _ optimizer: any Optimizer) {
        let bytes = 4 * Double(shape.paddedCount)
        add(.networks, Double(copies) * bytes)
        add(.moments, Double(optimizer.moments) * bytes)
    }

    /// Adds room to run a network on so many rows.
    public mutating func addActivations(_ shape: NetworkShape, rows: Int) {
        let layout = PerceptronLayout(widths: shape.widths, activations: shape.activations)
        add(.activations, 4 * Double(rows) * Double(layout.keptPerRow + shape.outputs))
    }

    /// Adds room to run a network on so many rows and to descend on them.
    public mutating func addWorkspace(_ shape: NetworkShape, rows: Int) {
        let layout = PerceptronLayout(widths: shape.widths, activations: shape.activations)
        addActivations(shape, rows: rows)
        add(.activations, 4 * Double(rows) * Double(shape.outputs))
        add(.gradients, 4 * Double(layout.parameterCount + layout.transposedCount + layout.deltaCount))
    }

    /// Adds so many transitions, or room to gather them.
    public mutating func addTransitions(_ kind: Kind, _ spaces: Spaces, count: Int) {
        let controls = spaces.action.controlWidth
        let action = controls == 0 ? 1 : controls
        add(kind, Double(count) * Double(4 * (2 * spaces.observation.count + action + 1) + 1))
    }

    /// Adds a tape of so many steps.
    public mutating func addTape(_ spaces: Spaces, steps: Int) {
        let floats = spaces.observation.count + spaces.action.distributionWidth + spaces.action.controlWidth
        add(.experience, Double(steps) * Double(4 * floats + 4 + 8 + 1))
    }

    /// Adds what is known of an agent's finite world, as the cell, the agent and its learner have it.
    public mutating func addModel(_ model: FiniteModel) {
        let byRow = model.probabilities.count + model.outcomeRewards.count + model.rewards.count
        let numbers = byRow + model.start.count + model.features.count
        let indices = model.starts.count + model.successors.count
        add(.models, 3 * Double(8 * numbers + 4 * indices + model.terminals.count))
    }
}

extension Optimizer {
    /// How many numbers it remembers for every parameter.
    public var moments: Int {
        let least = Network(zeros: NetworkShape(inputs: 1, hidden: [], activations: [], outputs: 1))
        let state = initialState(for: least)
        return [state.firstMoment, state.secondMoment].count { $0 != nil }
    }
}
