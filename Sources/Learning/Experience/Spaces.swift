public import Determinism

/// The observation and action spaces of an environment.
public struct Spaces: Sendable, Equatable {
    /// The components of an observation, in order, by name.
    public let observation: [String]
    /// The actions.
    public let action: ActionSpace
    /// The controls of a box, in order, by name; none where actions are discrete.
    public let controls: [String]
    /// Where each component of an observation usually lies, in the order of the components; nil where a world does not say.
    public let usual: [ClosedRange<Double>]?

    /// Spaces.
    ///
    /// - Parameter controls: what the controls of a box are called; `control`, or `control_1` and so on, unless told.
    public init(
        observation: [String], action: ActionSpace, usual: [ClosedRange<Double>]? = nil, controls: [String]? = nil
    ) {
        precondition(usual == nil || usual?.count == observation.count, "a range for every component")
        precondition(controls == nil || controls?.count == action.controlWidth, "a name for every control")
        let count = action.controlWidth
        self.controls = controls ?? (count == 1 ? ["control"] : (0..<count).map { "control_\($0 + 1)" })
        self.observation = observation
        self.action = action
        self.usual = usual
    }

    /// The usual ranges by component, `{name: [low, high]}`; nil where a world does not say.
    public var usualRanges: CanonicalValue? {
        usual.map { ranges in
            .object(
                sorting: zip(observation, ranges).map {
                    ($0, .list([.number($1.lowerBound), .number($1.upperBound)]))
                })
        }
    }
}

/// What an agent can do.
public enum ActionSpace: Sendable, Equatable {
    /// One of `count` actions.
    case discrete(count: Int)
    /// A vector of controls, each between its low and its high end: finite numbers, as many lows as highs.
    case box(low: [Double], high: [Double])

    /// How many outputs a network has that decides here: one per action, or one per control.
    public var outputs: Int {
        switch self {
        case .discrete(let count): count
        case .box(let low, _): low.count
        }
    }

    /// How many numbers describe a distribution over the actions: one probability per action; in a box, a mean and a
    /// standard deviation per control.
    public var distributionWidth: Int {
        switch self {
        case .discrete(let count): count
        case .box(let low, _): 2 * low.count
        }
    }

    /// How many numbers a vector of controls has: none where actions are discrete.
    public var controlWidth: Int {
        switch self {
        case .discrete: 0
        case .box(let low, _): low.count
        }
    }

    /// In words, for diagnostics: `2 discrete actions`, `1 continuous control in [-2.0, 2.0]`.
    public var summary: String {
        switch self {
        case .discrete(let count): return "\(count) discrete actions"
        case .box(let low, _):
            return "\(low.count) continuous control\(low.count == 1 ? "" : "s") in \(intervals)"
        }
    }

    /// Where controls lie, in words: `[-2.0, 2.0]`; empty where actions are discrete.
    public var intervals: String {
        switch self {
        case .discrete: ""
        case .box(let low, let high): zip(low, high).map { "[\($0), \($1)]" }.joined(separator: " × ")
        }
    }
}

/// One action: an index in discrete spaces, a vector of controls in a box.
public struct Action {
    /// The index chosen, from 0; 0 in a box.
    public let index: Int
    @usableFromInline let vector: UnsafePointer<Float>?

    /// A discrete action.
    @inlinable
    public init(index: Int) {
        self.index = index
        vector = nil
    }

    /// The action of a box: `controlWidth` numbers that stay where they are while the action is used.
    @inlinable
    public init(control: UnsafePointer<Float>) {
        index = 0
        vector = control
    }

    /// The controls, as the agent gave them. What a Gaussian policy draws may lie outside the box; the world clips it.
    @inlinable
    public var control: UnsafePointer<Float> {
        guard let vector else { preconditionFailure("a discrete action has no controls") }
        return vector
    }
}

extension Spaces {
    /// How other spaces differ from these, in words; nil where distributions can be compared.
    public func difference(from other: Spaces) -> String? {
        if action != other.action { return "has \(other.action.summary), not \(action.summary)" }
        if observation.count != other.observation.count {
            return "observes \(other.observation.count) numbers, not \(observation.count)"
        }
        return nil
    }

    /// Whether observations and actions of other spaces have as many numbers, wherever controls lie.
    public func hasForm(of other: Spaces) -> Bool {
        observation.count == other.observation.count && action.outputs == other.action.outputs
            && action.controlWidth == other.action.controlWidth
    }
}
