import Determinism
import Numerics

/// A world that is a finite Markov decision process: its model is all there is to know, and all that is played.
protocol FiniteEnvironment: KnownEnvironment, Scenic where State == FiniteState {
    /// The model and how it is observed.
    var game: FiniteGame { get }
}

/// Where an agent stands in a finite world.
struct FiniteState: Codable, Sendable, Equatable {
    var index: Int
}

/// A model as it is played. Nothing terminates; episodes are cut after `maximumSteps`.
struct FiniteGame: Sendable {
    let model: FiniteModel
    let spaces: Spaces
    let maximumSteps: Int
    private let observesFeatures: Bool

    /// - Parameter observesFeatures: whether the model's features are observed, or which state it is (a unit vector).
    init(_ model: FiniteModel, maximumSteps: Int, observesFeatures: Bool = false) {
        self.model = model
        self.maximumSteps = maximumSteps
        self.observesFeatures = observesFeatures
        let (count, noun) = observesFeatures ? (model.featureCount, "feature") : (model.states, "state")
        spaces = Spaces(
            observation: (0..<count).map { "\(noun)_\($0)" }, action: .discrete(count: model.actions))
    }

    func observe(_ state: Int, into row: UnsafeMutablePointer<Float>) {
        if observesFeatures {
            let width = model.featureCount
            for index in 0..<width { row[index] = Float(model.features[state * width + index]) }
        } else {
            row.update(repeating: 0, count: model.states)
            row[state] = 1
        }
    }

    /// The position at which the cumulative distribution exceeds a uniform number; rounding leaves the last the remainder.
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

extension FiniteEnvironment {
    var spaces: Spaces { game.spaces }
    var maximumSteps: Int { game.maximumSteps }
    var knownModel: FiniteModel { game.model }

    /// Draws one number.
    func initial(_ stream: inout RandomStream) -> FiniteState {
        let start = game.model.start
        let draw = stream.uniform()
        // A state without probability cannot be the one that rounding leaves the remainder.
        let count = (start.lastIndex { $0 > 0 } ?? 0) + 1
        return FiniteState(index: FiniteGame.position(of: draw, count: count) { start[$0] })
    }

    /// Draws one number.
    @inline(__always)
    func step(_ state: inout FiniteState, _ action: Action, _ stream: inout RandomStream) -> Transition {
        let model = game.model
        let row = state.index * model.actions + action.index
        let first = Int(model.starts[row])
        let chosen = FiniteGame.position(of: stream.uniform(), count: Int(model.starts[row + 1]) - first) {
            model.probabilities[first + $0]
        }
        state.index = Int(model.successors[first + chosen])
        return Transition(reward: model.rewards[row], terminated: false)
    }

    func flaw(of state: FiniteState) -> Flaw? {
        .range("index", state.index, 0...game.model.states - 1, "the world has \(game.model.states) states")
    }

    @inline(__always)
    func observe(_ state: FiniteState, into row: UnsafeMutablePointer<Float>) {
        game.observe(state.index, into: row)
    }
}
