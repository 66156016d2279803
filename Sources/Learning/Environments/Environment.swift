public import Config
public import Determinism
public import Numerics

/// The constants of one world: a Markov decision process with a simulator.
///
/// The time limit, the episode's bookkeeping and the random streams live outside, in ``Running``. A conforming type is one
/// file and one line in ``Environments``. A world that is finite and known is a ``KnownEnvironment``, one that can be drawn is
/// ``Scenic``.
public protocol Environment: Configurable, Playable {
    /// What is observed and what can be done.
    var spaces: Spaces { get }

    /// Steps after which an episode is cut off (truncated, not terminated).
    var maximumSteps: Int { get }

    /// A start state.
    func initial(_ stream: inout RandomStream) -> State

    /// Moves the state by one step and tells what happened.
    func step(_ state: inout State, _ action: Action, _ stream: inout RandomStream) -> Transition

    /// What in a state of an unfinished episode no step can have left there; nil where nothing is wrong. States that are not
    /// numbers are left by controls that are none: where those reach a state, they are no flaw.
    func flaw(of state: State) -> Flaw?

    /// Writes the observation of `state`: `spaces.observation.count` numbers.
    func observe(_ state: State, into row: UnsafeMutablePointer<Float>)

    /// How the reward that learners see is changed where an episode terminates; nil, the default, changes nothing.
    var terminalReward: TerminalReward? { get }

    /// Where episodes begin; every one anew, unless told.
    var episodeStart: EpisodeStart { get }
}

extension Environment {
    /// Most worlds show learners the rewards they give.
    public var terminalReward: TerminalReward? { nil }

    /// Most worlds draw every start.
    public var episodeStart: EpisodeStart { .newEveryEpisode }
}

/// What can be played step by step. Every ``Environment`` is, by the loop that learners train in.
public protocol Playable: Sendable {
    /// Everything that changes from step to step.
    associatedtype State: Codable, Sendable

    /// Plays within one episode.
    func play(
        _ progress: inout Progress<State>, _ streams: WorldStreams, _ actor: Actor, atMost limit: Int, onto tape: Tape
    ) -> Score
}

/// A world that is a finite Markov decision process of which everything is known.
public protocol KnownEnvironment: Environment {
    /// All of the world.
    var knownModel: FiniteModel { get }
}

extension Environment {
    /// All of the world where it is finite and known; nil where it is not.
    public var model: FiniteModel? { (self as? any KnownEnvironment)?.knownModel }
}

/// A world of which no state is terminal: episodes end at its limit of steps alone. One that is known need not say so.
public protocol Endless: Environment {}

/// A world that can be drawn, for people.
public protocol Scenic: Environment {
    /// How it looks.
    var scenery: Scenery<State> { get }
}

/// What one step brought.
public struct Transition {
    /// The reward of the step.
    public let reward: Double
    /// Whether the new state is terminal.
    public let terminated: Bool

    /// A transition.
    @inlinable
    public init(reward: Double, terminated: Bool) {
        self.reward = reward
        self.terminated = terminated
    }
}
