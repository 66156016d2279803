/// When a rollout ends.
public enum Limit: Sendable {
    /// After so many episodes have ended.
    case episodes(Int)
    /// After so many steps, perhaps in the middle of an episode.
    case steps(Int)
    /// After so many steps, or with the end of the episode if that comes first.
    case stepsOfEpisode(Int)
}

/// The episodes that ended during some training or evaluation.
public struct Score: Sendable, Equatable, BitwiseCopyable {
    /// Episodes that ended.
    public var episodes = 0
    /// Sum of their returns (undiscounted sums of rewards).
    public var returns = 0.0
    /// Steps played, those of unfinished episodes included.
    public var steps = 0

    /// Nothing played.
    @inlinable
    public init() {}

    /// Mean return of the episodes that ended; nil where none did.
    public var meanReturn: Double? { episodes > 0 ? returns / Double(episodes) : nil }

    /// Adds what another rollout brought.
    @inlinable
    public static func += (sum: inout Score, other: Score) {
        sum.episodes += other.episodes
        sum.returns += other.returns
        sum.steps += other.steps
    }
}
