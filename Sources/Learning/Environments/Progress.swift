import Determinism
public import Numerics

/// Where a world stands between two rollouts.
public struct Progress<State: Codable & Sendable>: Persistent {
    /// Episodes begun.
    @usableFromInline var episodes = 0
    /// The unfinished episode; nil between episodes.
    @usableFromInline var episode: Episode<State>?

    /// Where it counts what cannot be counted.
    public var flaw: Flaw? { .count("episodes", episodes) }
}

/// An episode cut by the end of a round.
public struct Episode<State: Codable & Sendable>: Persistent {
    @usableFromInline var state: State
    @usableFromInline var steps: Int
    @usableFromInline var score: Double
    /// Words drawn from the episode's two streams.
    @usableFromInline var environmentPosition: Int
    @usableFromInline var actionPosition: Int

    @inlinable
    init(state: State, steps: Int, score: Double, environmentPosition: Int, actionPosition: Int) {
        self.state = state
        self.steps = steps
        self.score = score
        self.environmentPosition = environmentPosition
        self.actionPosition = actionPosition
    }

    /// Where it counts what cannot be counted. Which state it can be in, and of how many steps, is for its environment.
    public var flaw: Flaw? {
        let (words, why) = (0...RandomStream.lastPosition, "a stream has 2³⁴ words")
        return Flaw.count("steps", steps)
            ?? .range("environment_position", environmentPosition, words, why)
            ?? .range("action_position", actionPosition, words, why)
    }
}
