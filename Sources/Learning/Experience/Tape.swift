/// What happened while an agent acted, step by step, in contiguous columns.
///
/// A learner reads it to learn, an exchange may watch it. Scratch: one per agent, overwritten by the next rollout, never
/// saved. The class owns the memory; nobody keeps its pointers beyond a call that may ``reserve(_:)``.
public final class Tape {
    /// Numbers per observation.
    public let observationWidth: Int
    /// Numbers per action distribution.
    public let distributionWidth: Int
    /// Numbers per vector of controls; 0 where actions are discrete.
    public let controlWidth: Int
    /// Steps recorded.
    @inlinable public var count: Int { recorded }
    // Read and written at every rollout by loops that are compiled in other packages too; an agent's tape is one thread's.
    @usableFromInline @exclusivity(unchecked) var recorded = 0
    /// Steps there is room for.
    @exclusivity(unchecked) public private(set) var capacity = 0
    /// What was observed before each step: `count × observationWidth`, row-major.
    @exclusivity(unchecked) public private(set) var observations: UnsafeMutablePointer<Float>
    /// The distribution each action was drawn from: `count × distributionWidth`. Set by a stochastic actor only. In a box:
    /// the means of the controls, then their standard deviations; a controller with noise sets none.
    @exclusivity(unchecked) public private(set) var distributions: UnsafeMutablePointer<Float>
    /// The index of each action; 0 in a box.
    @exclusivity(unchecked) public private(set) var actions: UnsafeMutablePointer<Int32>
    /// The controls of each step as the agent gave them: `count × controlWidth`. A controller's lie in the box; those a
    /// Gaussian policy draws stay as they were drawn, and the world clips what it is given, as Gymnasium's do.
    @exclusivity(unchecked) public private(set) var controls: UnsafeMutablePointer<Float>
    /// The reward of each step, as learners are to see it.
    @exclusivity(unchecked) public private(set) var rewards: UnsafeMutablePointer<Double>
    /// How each step ended.
    @exclusivity(unchecked) public private(set) var ends: UnsafeMutablePointer<End>

    /// What would be observed after the last recorded step, before any new episode starts: `observationWidth` numbers. What
    /// lies behind the last step of an episode that the time limit cut off, or of a rollout cut in its middle.
    public let nextObservation: UnsafeMutablePointer<Float>

    /// How a step ended.
    public enum End: UInt8 {
        /// The episode goes on.
        case none
        /// The state reached is terminal.
        case terminated
        /// The time limit cut the episode off.
        case truncated
    }

    /// An empty tape for an agent in such spaces.
    public convenience init(_ spaces: Spaces) {
        self.init(
            observationWidth: spaces.observation.count, distributionWidth: spaces.action.distributionWidth,
            controlWidth: spaces.action.controlWidth)
    }

    /// An empty tape.
    public init(observationWidth: Int, distributionWidth: Int, controlWidth: Int = 0) {
        self.observationWidth = observationWidth
        self.distributionWidth = distributionWidth
        self.controlWidth = controlWidth
        observations = .allocate(capacity: 0)
        distributions = .allocate(capacity: 0)
        actions = .allocate(capacity: 0)
        controls = .allocate(capacity: 0)
        rewards = .allocate(capacity: 0)
        ends = .allocate(capacity: 0)
        nextObservation = .allocate(capacity: observationWidth)
        nextObservation.initialize(repeating: 0, count: observationWidth)
    }

    deinit { release() }

    /// Forgets what was recorded.
    public func clear() { recorded = 0 }

    /// Makes room for `steps` steps in all, keeping what is recorded.
    public func reserve(_ steps: Int) {
        guard steps > capacity else { return }
        let grown = max(steps, 2 * capacity)
        let old = (observations, distributions, actions, controls, rewards, ends)
        observations = Self.moved(old.0, count * observationWidth, to: grown * observationWidth)
        distributions = Self.moved(old.1, count * distributionWidth, to: grown * distributionWidth)
        actions = Self.moved(old.2, count, to: grown)
        controls = Self.moved(old.3, count * controlWidth, to: grown * controlWidth)
        rewards = Self.moved(old.4, count, to: grown)
        ends = Self.moved(old.5, count, to: grown)
        capacity = grown
    }

    private static func moved<Element>(
        _ old: UnsafeMutablePointer<Element>, _ count: Int, to capacity: Int
    ) -> UnsafeMutablePointer<Element> {
        let new = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
        new.update(from: old, count: count)
        old.deallocate()
        return new
    }

    private func release() {
        observations.deallocate()
        distributions.deallocate()
        actions.deallocate()
        controls.deallocate()
        rewards.deallocate()
        ends.deallocate()
        nextObservation.deallocate()
    }
}
