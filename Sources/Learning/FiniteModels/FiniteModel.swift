/// A finite Markov decision process, all of it known: sparse kernels, rewards, start, features; Float64.
///
/// Rows of states and actions are row-major: `state · actions + action`.
public struct FiniteModel: Sendable, Equatable {
    /// How many states, named by 0 …
    public let states: Int
    /// How many actions, the same in every state.
    public let actions: Int
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

    /// How many features a state has.
    public var featureCount: Int { features.count / states }

    /// A model.
    ///
    /// - Parameters:
    ///   - kernel: by row, every successor with its positive probability, in rising order of successors.
    ///   - features: `states × features`; the unit vectors unless told.
    public init(
        states: Int, actions: Int, kernel: [[(successor: Int, probability: Double)]], rewards: [Double],
        start: [Double], features: [Double]? = nil
    ) {
        let rows = states * actions
        precondition(
            kernel.count == rows && rewards.count == rows && start.count == states,
            "a kernel row and a reward per state and action, a start probability per state")
        self.states = states
        self.actions = actions
        self.rewards = rewards
        self.start = start
        var starts: [Int32] = [0]
        for row in kernel { starts.append(starts[starts.count - 1] + Int32(row.count)) }
        self.starts = starts
        successors = kernel.flatMap { $0.map { Int32($0.successor) } }
        probabilities = kernel.flatMap { $0.map(\.probability) }
        self.features = features ?? (0..<states * states).map { $0 % (states + 1) == 0 ? 1 : 0 }
        precondition(!self.features.isEmpty && self.features.count % states == 0, "as many features for every state")
    }

    /// The same world, begun in every state as often.
    public var startingAnywhere: FiniteModel {
        var copy = self
        copy.start = [Double](repeating: 1 / Double(states), count: states)
        return copy
    }

    /// The positions in ``successors`` and ``probabilities`` of one row.
    public func range(state: Int, action: Int) -> Range<Int> {
        let row = state * actions + action
        return Int(starts[row])..<Int(starts[row + 1])
    }
}
