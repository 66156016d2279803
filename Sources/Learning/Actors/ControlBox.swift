/// A box of controls as an actor uses it: made once, so that acting allocates nothing.
public struct ControlBox: Sendable {
    /// One control, in the environment's unit.
    public struct Component: Sendable, Equatable {
        /// The middle of the interval.
        public let center: Float
        /// Half the interval's length.
        public let half: Float
        /// The lower end.
        public let low: Float
        /// The upper end.
        public let high: Float
    }

    /// The controls, in order.
    public let components: [Component]

    /// The box of an action space; nil where actions are discrete.
    public init?(_ space: ActionSpace) {
        guard case .box(let low, let high) = space else { return nil }
        precondition(
            !low.isEmpty && low.count == high.count && zip(low, high).allSatisfy { $0 < $1 && ($1 - $0).isFinite },
            "a box has finite ends, and the low ones lie below the high ones")
        components = zip(low, high).map { low, high in
            Component(
                center: Float((low + high) / 2), half: Float((high - low) / 2), low: Float(low), high: Float(high))
        }
    }

    /// How many controls.
    public var count: Int { components.count }
}
