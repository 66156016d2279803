import Numerics

/// What a learner that forgets its episodes has been through.
struct EpisodeCounters: Persistent {
    var episodes = 0
    var steps = 0

    /// Episodes take steps.
    var flaw: Flaw? {
        Flaw.count("steps", steps) ?? .range("episodes", episodes, 0...steps, "there were \(steps) steps")
    }

    /// Adds a round's score.
    mutating func note(_ score: Score) {
        episodes += score.episodes
        steps += score.steps
    }
}
