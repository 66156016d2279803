public import Numerics

/// What a learner that replays has been through.
public struct LearningCounters: Persistent {
    /// Episodes that ended.
    public var episodes = 0
    /// Steps taken.
    public var steps = 0
    /// Optimizer steps.
    public var updates = 0

    /// Counts; none yet unless told.
    public init(episodes: Int = 0, steps: Int = 0, updates: Int = 0) {
        self.episodes = episodes
        self.steps = steps
        self.updates = updates
    }

    /// Episodes and updates take steps.
    public var flaw: Flaw? {
        Flaw.count("steps", steps) ?? .range("episodes", episodes, 0...steps, "there were \(steps) steps")
            ?? .range("updates", updates, 0...steps, "there were \(steps) steps")
    }

    /// Adds a step's score.
    public mutating func note(_ score: Score) {
        episodes += score.episodes
        steps += score.steps
    }

    /// Adds the counts to a sweep.
    public func feed(_ sweep: inout StateSweep) {
        sweep.add(count: episodes)
        sweep.add(count: steps)
        sweep.add(count: updates)
    }
}
