public import Numerics

/// What a learner that forgets its episodes has been through.
public struct EpisodeCounters: Persistent {
    /// Episodes that ended.
    public var episodes = 0
    /// Steps taken.
    public var steps = 0

    /// Counts; none yet unless told.
    public init(episodes: Int = 0, steps: Int = 0) {
        self.episodes = episodes
        self.steps = steps
    }

    /// Episodes take steps.
    public var flaw: Flaw? {
        Flaw.count("steps", steps) ?? .range("episodes", episodes, 0...steps, "there were \(steps) steps")
    }

    /// Adds a round's score.
    public mutating func note(_ score: Score) {
        episodes += score.episodes
        steps += score.steps
    }
}
