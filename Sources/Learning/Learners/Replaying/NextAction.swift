import Config

/// Which action's value stands for the next state.
protocol NextAction: Sendable {
    /// The learner's name, formulas and fields.
    static var component: Component { get }
    /// Whether the network that learns chooses the action that its target values.
    static var isDouble: Bool { get }
}
