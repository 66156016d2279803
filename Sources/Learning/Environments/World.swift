public import Determinism

/// A world in which an agent is acting: the constants, where it stands, and whose random numbers it uses.
///
/// The engine holds worlds as `any World`; one call plays whole episodes, so the dispatch is paid per rollout, not per step.
public protocol World: Sendable {
    /// What is observed and what can be done.
    var spaces: Spaces { get }
    /// Steps after which an episode is cut off.
    var maximumSteps: Int { get }
    /// All of the world where it is a finite Markov decision process; nil where it is not.
    var model: FiniteModel? { get }
    /// Plays with `actor` until `limit`, appending every step to `tape`, and sums up the episodes that ended.
    mutating func roll(_ actor: Actor, until limit: Limit, onto tape: Tape) -> Score
    /// The same constants with nothing played, drawing from other streams.
    func fresh(_ streams: WorldStreams) -> any World
    /// Writes where the world stands.
    func encode<Key: CodingKey>(into container: inout KeyedEncodingContainer<Key>, forKey key: Key) throws
    /// Continues from where another run stood.
    mutating func restore<Key: CodingKey>(from container: KeyedDecodingContainer<Key>, forKey key: Key) throws
}

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
public struct Score: Sendable, Equatable {
    /// Episodes that ended.
    public var episodes = 0
    /// Sum of their returns (undiscounted sums of rewards).
    public var returns = 0.0
    /// Steps played, those of unfinished episodes included.
    public var steps = 0

    /// Nothing played.
    public init() {}

    /// Mean return of the episodes that ended; nil where none did.
    public var meanReturn: Double? { episodes > 0 ? returns / Double(episodes) : nil }

    /// Adds what another rollout brought.
    public static func += (sum: inout Score, other: Score) {
        sum.episodes += other.episodes
        sum.returns += other.returns
        sum.steps += other.steps
    }
}

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
}

extension Environment {
    /// This world with nothing played yet.
    ///
    /// - Parameter episode: the number of the first episode to be played, from 0: what came before it shapes nothing of it.
    public func world(_ streams: WorldStreams, from episode: Int = 0) -> any World {
        Running(self, streams, from: episode)
    }
}

/// An environment being played: `Environment` + where it stands.
struct Running<E: Environment>: World {
    private let environment: E
    private let streams: WorldStreams
    private var progress = Progress<E.State>()

    init(_ environment: E, _ streams: WorldStreams, from episode: Int = 0) {
        self.environment = environment
        self.streams = streams
        progress.episodes = episode
    }

    var spaces: Spaces { environment.spaces }
    var maximumSteps: Int { environment.maximumSteps }
    var model: FiniteModel? { environment.model }

    func fresh(_ streams: WorldStreams) -> any World { Running(environment, streams) }

    func encode<Key: CodingKey>(into container: inout KeyedEncodingContainer<Key>, forKey key: Key) throws {
        try container.encode(progress, forKey: key)
    }

    mutating func restore<Key: CodingKey>(from container: KeyedDecodingContainer<Key>, forKey key: Key) throws {
        let found = try container.decode(Progress<E.State>.self, forKey: key)
        if let flaw = environment.flaw(of: found) { throw flaw.under("environment_state") }
        progress = found
    }

    mutating func roll(_ actor: Actor, until limit: Limit, onto tape: Tape) -> Score {
        var score = Score()
        switch limit {
        case .episodes(let count):
            while score.episodes < count {
                score += environment.play(&progress, streams, actor, atMost: environment.maximumSteps, onto: tape)
            }
        case .stepsOfEpisode(let count):
            score = environment.play(&progress, streams, actor, atMost: count, onto: tape)
        case .steps(let count):
            while score.steps < count {
                score += environment.play(&progress, streams, actor, atMost: count - score.steps, onto: tape)
            }
        }
        return score
    }
}
