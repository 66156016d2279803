import Numerics

/// What a learner that replays has been through.
struct LearningCounters: Persistent {
    var episodes = 0
    var steps = 0
    var updates = 0

    /// Episodes and updates take steps.
    var flaw: Flaw? {
        Flaw.count("steps", steps) ?? .range("episodes", episodes, 0...steps, "there were \(steps) steps")
            ?? .range("updates", updates, 0...steps, "there were \(steps) steps")
    }

    /// Adds a step's score.
    mutating func note(_ score: Score) {
        episodes += score.episodes
        steps += score.steps
    }

    func feed(_ sweep: inout StateSweep) {
        sweep.add(count: episodes)
        sweep.add(count: steps)
        sweep.add(count: updates)
    }
}
