/// Some transitions side by side, as updates want them: scratch, never saved.
///
/// A class because it owns memory that is reused; filled whole before every update.
public final class Minibatch {
    /// Transitions.
    public let count: Int
    /// Where in the memory each came from.
    public let sources: UnsafeMutablePointer<Int>
    /// `count × observation`.
    public let observations: UnsafeMutablePointer<Float>
    /// The index of each action; unused in a box.
    public let actions: UnsafeMutablePointer<Int32>
    /// `count × controls`; unused where actions are discrete.
    public let controls: UnsafeMutablePointer<Float>
    /// The rewards.
    public let rewards: UnsafeMutablePointer<Float>
    /// `count × observation`.
    public let nextObservations: UnsafeMutablePointer<Float>
    /// 1 − done: 0 where the state reached is terminal.
    public let goesOn: UnsafeMutablePointer<Float>

    /// Room for `count` transitions in such spaces.
    public init(_ spaces: Spaces, count: Int) {
        self.count = count
        let width = spaces.observation.count
        sources = Self.zeros(count)
        observations = Self.zeros(count * width)
        actions = Self.zeros(count)
        controls = Self.zeros(count * spaces.action.controlWidth)
        rewards = Self.zeros(count)
        nextObservations = Self.zeros(count * width)
        goesOn = Self.zeros(count)
    }

    deinit {
        sources.deallocate()
        observations.deallocate()
        actions.deallocate()
        controls.deallocate()
        rewards.deallocate()
        nextObservations.deallocate()
        goesOn.deallocate()
    }

    private static func zeros<Number: Numeric>(_ count: Int) -> UnsafeMutablePointer<Number> {
        let start = UnsafeMutablePointer<Number>.allocate(capacity: max(count, 1))
        start.initialize(repeating: 0, count: max(count, 1))
        return start
    }
}
