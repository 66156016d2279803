public import Config
public import Determinism
public import Numerics

/// The constants of one world: a Markov decision process with a simulator.
///
/// The time limit, the episode's bookkeeping and the random streams live outside, in ``Running``. A conforming type is one
/// file and one line in ``Environments``.
public protocol Environment: Configurable {
    /// Everything that changes from step to step.
    associatedtype State: Codable, Sendable

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

    /// All of the world where it is a finite Markov decision process; nil where it is not.
    var model: FiniteModel? { get }

    /// How the reward that learners see is changed where an episode terminates; nil, the default, changes nothing.
    var terminalReward: TerminalReward? { get }

    /// Where episodes begin; every one anew, unless told.
    var episodeStart: EpisodeStart { get }

    /// How the world looks, for people; nil, the default, leaves them what is observed.
    var scenery: Scenery<State>? { get }

    /// Plays within one episode; the default is the loop over steps that learners train in.
    func play(
        _ progress: inout Progress<State>, _ streams: WorldStreams, _ actor: Actor, atMost limit: Int, onto tape: Tape
    ) -> Score
}

extension Environment {
    /// Most worlds are not finite.
    public var model: FiniteModel? { nil }

    /// Most worlds show learners the rewards they give.
    public var terminalReward: TerminalReward? { nil }

    /// Some worlds are numbers alone.
    public var scenery: Scenery<State>? { nil }
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
