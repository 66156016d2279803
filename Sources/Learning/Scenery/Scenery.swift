/// How a world is drawn: what stands still, what moves, and how fast time goes by.
///
/// The list of moving shapes has the same outlines and roles in the same order in every state, so that a drawing can move
/// each of them from one step to the next.
public struct Scenery<State>: Sendable {
    /// What of the world is in sight.
    public let sight: Sight
    /// How long a step lasts to the eye.
    public let pace: Pace
    /// What the actions are called, by index; empty where they are controls, or have numbers alone.
    public let actions: [String]
    /// What never changes; drawn first.
    public let setting: [Shape]
    /// What stands where in a state, the agent being about to do something; nil after the last step.
    public let shapes: @Sendable (State, Move?) -> [Shape]

    /// How a world looks.
    public init(
        _ sight: Sight, pace: Pace, actions: [String] = [], setting: [Shape],
        shapes: @escaping @Sendable (State, Move?) -> [Shape]
    ) {
        self.sight = sight
        self.pace = pace
        self.actions = actions
        self.setting = setting
        self.shapes = shapes
    }
}

/// The rectangle of a world that is in sight, in the world's units.
public struct Sight: Sendable, Equatable {
    /// From left to right.
    public let across: ClosedRange<Double>
    /// From bottom to top.
    public let up: ClosedRange<Double>

    /// A rectangle.
    public init(across: ClosedRange<Double>, up: ClosedRange<Double>) {
        self.across = across
        self.up = up
    }
}

/// How long a step lasts to the eye.
public enum Pace: Sendable, Equatable {
    /// As long as in the world.
    case seconds(Double)
    /// The world counts steps alone: as many of them as the eye follows.
    case steps(perSecond: Double)

    /// Seconds between two steps.
    public var secondsPerStep: Double {
        switch self {
        case .seconds(let seconds): seconds
        case .steps(let count): 1 / count
        }
    }
}

/// What an agent does at a step.
public enum Move: Sendable, Equatable {
    /// One of several actions.
    case action(Int)
    /// A vector of controls, as the agent set them.
    case controls([Double])

    /// The index of the action; 0 for controls.
    var index: Int {
        switch self {
        case .action(let index): index
        case .controls: 0
        }
    }

    /// The first control; 0 for an action.
    var control: Double {
        switch self {
        case .action: 0
        case .controls(let controls): controls.first ?? 0
        }
    }
}
