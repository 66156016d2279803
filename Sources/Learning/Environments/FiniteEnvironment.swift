public import Config
public import Determinism
import Numerics

/// A world that is a finite Markov decision process: its model is all there is to know, and all that is played.
///
/// A conforming type makes a ``FiniteGame`` of its settings, and has everything else from here.
public protocol FiniteEnvironment: KnownEnvironment, Scenic where State == FiniteState {
    /// The model and how it is observed.
    var game: FiniteGame { get }
}

/// Where an agent stands in a finite world.
public struct FiniteState: Codable, Sendable, Equatable {
    /// The state, from 0.
    public var index: Int

    /// In a state.
    @inlinable
    public init(index: Int) { self.index = index }
}

/// A model as it is played. Episodes end in its terminal states, where it has some, and are cut after `maximumSteps`.
public struct FiniteGame: Sendable {
    /// All of the world.
    public let model: FiniteModel
    /// What is observed, and what can be done.
    public let spaces: Spaces
    /// Steps after which an episode is cut off.
    public let maximumSteps: Int
    @usableFromInline let observesFeatures: Bool

    /// A model that is played.
    ///
    /// - Parameter observesFeatures: whether the model's features are observed, or which state it is (a unit vector).
    public init(_ model: FiniteModel, maximumSteps: Int, observesFeatures: Bool = false) {
        self.model = model
        self.maximumSteps = maximumSteps
        self.observesFeatures = observesFeatures
        spaces = Spaces(
            observation: observesFeatures ? Self.features(model.featureCount) : Self.states(model.states),
            action: .discrete(count: model.actions))
    }

    /// What the features of a state are called where they are observed.
    static func features(_ count: Int) -> [String] { names("feature", count) }

    /// What states are called where it is observed which one it is.
    static func states(_ count: Int) -> [String] { names("state", count) }

    private static func names(_ noun: String, _ count: Int) -> [String] { (0..<count).map { "\(noun)_\($0)" } }

    /// Writes what is observed in a state: `spaces.observation.count` numbers.
    @inlinable
    public func observe(_ state: Int, into row: UnsafeMutablePointer<Float>) {
        if observesFeatures {
            let width = model.featureCount
            for index in 0..<width { row[index] = Float(model.features[state * width + index]) }
        } else {
            row.update(repeating: 0, count: model.states)
            row[state] = 1
        }
    }

    /// The position at which the cumulative distribution exceeds a uniform number; rounding leaves the last the remainder.
    @inlinable
    @inline(__always)
    static func position(of draw: Double, count: Int, _ probability: (Int) -> Double) -> Int {
        var cumulative = 0.0
        for index in 0..<(count - 1) {
            cumulative += probability(index)
            if draw < cumulative { return index }
        }
        return count - 1
    }
}

extension Spaces {
    /// Whether what is observed are features of a finite world's state, and not which one it is.
    var showsFeatures: Bool { !observation.isEmpty && observation == FiniteGame.features(observation.count) }

    /// Why an agent that goes by which state of a finite world it is in cannot act in another world; nil where it can, or does not
    /// go by that.
    ///
    /// - Parameter own: what the agent's own world shows.
    public func refusal(ofStatesIn own: Spaces) -> Unfit? {
        own.showsStates && !showsStates ? .here("it does not show which state it is in") : nil
    }

    private var showsStates: Bool { !observation.isEmpty && observation == FiniteGame.states(observation.count) }
}

extension FiniteEnvironment {
    /// One number per state or feature, and the model's actions.
    public var spaces: Spaces { game.spaces }
    /// The game's.
    public var maximumSteps: Int { game.maximumSteps }
    /// The game's.
    public var knownModel: FiniteModel { game.model }

    /// A state of the model's start distribution. Draws one number.
    public func initial(_ stream: inout RandomStream) -> FiniteState {
        let start = game.model.start
        let draw = stream.uniform()
        // A state without probability cannot be the one that rounding leaves the remainder.
        let count = (start.lastIndex { $0 > 0 } ?? 0) + 1
        return FiniteState(index: FiniteGame.position(of: draw, count: count) { start[$0] })
    }

    /// Moves by the model's kernel. Draws one number.
    @inlinable
    @inline(__always)
    public func step(_ state: inout FiniteState, _ action: Action, _ stream: inout RandomStream) -> Transition {
        let model = game.model
        let row = state.index * model.actions + action.index
        let first = Int(model.starts[row])
        let chosen = FiniteGame.position(of: stream.uniform(), count: Int(model.starts[row + 1]) - first) {
            model.probabilities[first + $0]
        }
        state.index = Int(model.successors[first + chosen])
        return Transition(
            reward: model.outcomeRewards.isEmpty ? model.rewards[row] : model.outcomeRewards[first + chosen],
            terminated: !model.terminals.isEmpty && model.terminals[state.index])
    }

    /// A state that the model does not have, or in which no episode goes on.
    public func flaw(of state: FiniteState) -> Flaw? {
        let model = game.model
        return .range("index", state.index, 0...model.states - 1, "the world has \(model.states) states")
            ?? .unless(
                model.terminals.isEmpty || !model.terminals[state.index], "index",
                "it is \(state.index), where episodes end")
    }

    /// Which state it is, or its features.
    @inlinable
    @inline(__always)
    public func observe(_ state: FiniteState, into row: UnsafeMutablePointer<Float>) {
        game.observe(state.index, into: row)
    }
}
