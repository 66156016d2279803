/// A finite Markov decision process, all of it known: sparse kernels, rewards, start, features; Float64.
///
/// Rows of states and actions are row-major: `state · actions + action`.
public struct FiniteModel: Sendable, Equatable {
    /// How many states, named by 0 …
    public let states: Int
    /// How many actions, the same in every state.
    public let actions: Int
    /// How many layers of as many states there are, one by step of an episode in turn: a world whose kernel goes by the step has
    /// one for each. 1 where every state can be met at every step.
    public let layers: Int
    /// Where the successors of each row start: `states × actions + 1` positions in ``successors``.
    public let starts: [Int32]
    /// The states that can follow, row by row, in rising order.
    public let successors: [Int32]
    /// How likely each of them is; positive, and 1 in sum over a row.
    public let probabilities: [Double]
    /// The mean reward of a row.
    public let rewards: [Double]
    /// The distribution of the first state.
    public private(set) var start: [Double]
    /// Features of each state, `states × features`, for linear learners; the unit vectors where it has none of its own.
    public let features: [Double]

    /// By state: whether an episode ends where it is reached; empty where none does. Whoever goes on from there, as models do that
    /// know no episodes, stays there without reward.
    public let terminals: [Bool]
    /// The reward of what followed, position by position of ``successors``, where it goes by that; empty where it is the row's.
    public let outcomeRewards: [Double]

    /// How many features a state has.
    public var featureCount: Int { features.count / states }

    /// A model.
    ///
    /// - Parameters:
    ///   - kernel: by row, every successor with its positive probability, in rising order of successors.
    ///   - features: `states × features`; the unit vectors unless told.
    ///   - layers: of which states are the rows, layer by layer; a layer's states are followed by those of the next.
    ///   - terminals: by state, whether an episode ends there; none unless told.
    ///   - outcomes: by row, the reward of each successor; the row's unless told. Their mean is the row's.
    public init(
        states: Int, actions: Int, kernel: [[(successor: Int, probability: Double)]], rewards: [Double],
        start: [Double], features: [Double]? = nil, layers: Int = 1, terminals: [Bool] = [], outcomes: [[Double]] = []
    ) {
        let rows = states * actions
        precondition(layers > 0 && states % layers == 0, "layers of as many states")
        precondition(
            kernel.count == rows && rewards.count == rows && start.count == states,
            "a kernel row and a reward per state and action, a start probability per state")
        self.states = states
        self.actions = actions
        self.layers = layers
        self.rewards = rewards
        self.start = start
        self.terminals = terminals
        outcomeRewards = outcomes.flatMap(\.self)
        precondition(terminals.isEmpty || terminals.count == states, "a word for every state")
        precondition(
            outcomes.isEmpty || outcomes.map(\.count) == kernel.map(\.count),
            "a reward for every successor of every row")
        var starts: [Int32] = [0]
        for row in kernel { starts.append(starts[starts.count - 1] + Int32(row.count)) }
        self.starts = starts
        successors = kernel.flatMap { $0.map { Int32($0.successor) } }
        probabilities = kernel.flatMap { $0.map(\.probability) }
        self.features = features ?? (0..<states * states).map { $0 % (states + 1) == 0 ? 1 : 0 }
        precondition(!self.features.isEmpty && self.features.count % states == 0, "as many features for every state")
    }

    /// The same world, begun in every state as often; in every one of the first layer, where there are several.
    public var startingAnywhere: FiniteModel {
        var copy = self
        let first = states / layers
        copy.start = (0..<states).map { $0 < first ? 1 / Double(first) : 0 }
        return copy
    }

    /// States of a layer.
    public var layerStates: Int { states / layers }

    /// The first state that can be met at a step of an episode, from 0; ``layerStates`` of them can.
    public func firstState(atStep step: Int) -> Int { step % layers * layerStates }

    /// The positions in ``successors`` and ``probabilities`` of one row.
    public func range(state: Int, action: Int) -> Range<Int> {
        let row = state * actions + action
        return Int(starts[row])..<Int(starts[row + 1])
    }
}
