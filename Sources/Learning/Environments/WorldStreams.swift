public import Determinism

/// Which random streams a world and its actor draw from; the episode's number completes the counter.
public struct WorldStreams: Sendable {
    /// The owner's key.
    public let key: StreamKey
    /// For start states and the environment's noise.
    public let environment: Purpose
    /// For the choice of actions.
    public let actions: Purpose
    /// Zero while training; the round while evaluating, so that every evaluation is new.
    public let round: Int

    /// Streams for training: they run on over all rounds.
    public static func training(_ key: StreamKey) -> WorldStreams {
        WorldStreams(key: key, environment: .environment, actions: .action, round: 0)
    }

    /// Streams for the evaluation after `round`.
    public static func evaluation(_ key: StreamKey, round: Int) -> WorldStreams {
        WorldStreams(key: key, environment: .evaluation, actions: .evaluationAction, round: round)
    }

    /// Streams for the episode after `round` that tells others how well an agent does. It acts greedily, and draws no action.
    public static func performance(_ key: StreamKey, round: Int) -> WorldStreams {
        WorldStreams(key: key, environment: .performance, actions: .performance, round: round)
    }
}
