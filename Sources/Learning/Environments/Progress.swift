import Determinism
public import Numerics

/// Where a world stands between two rollouts.
public struct Progress<State: Codable & Sendable>: Persistent {
    /// Episodes begun.
    var episodes = 0
    /// The unfinished episode; nil between episodes.
    var episode: Episode<State>?

    /// Where it counts what cannot be counted.
    public var flaw: Flaw? { .count("episodes", episodes) }
}

/// An episode cut by the end of a round.
public struct Episode<State: Codable & Sendable>: Persistent {
    var state: State
    var steps: Int
    var score: Double
    /// Words drawn from the episode's two streams.
    var environmentPosition: Int
    var actionPosition: Int

    /// Where it counts what cannot be counted. Which state it can be in, and of how many steps, is for its environment.
    public var flaw: Flaw? {
        let (words, why) = (0...RandomStream.lastPosition, "a stream has 2³⁴ words")
        return Flaw.count("steps", steps)
            ?? .range("environment_position", environmentPosition, words, why)
            ?? .range("action_position", actionPosition, words, why)
    }
}
