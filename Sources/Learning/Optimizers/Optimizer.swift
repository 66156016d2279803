public import Config
import Determinism
public import Numerics

/// How a gradient changes parameters. One value serves all networks that learn alike.
public protocol Optimizer: Configurable {
    /// The step size before any decay.
    var learningRate: Double { get }
    /// How the step size shrinks with the rounds, or with what they bring.
    var decay: any Decay { get set }
    /// Whether a step is the learning rate times the direction and nothing else: what tables and linear learners take.
    var isPlain: Bool { get }
    /// What is remembered between steps, before the first one.
    func initialState(for network: Network) -> OptimizerState
    /// One step against the gradient of the loss, which has the network's shape. `rate` is the step size now, from
    /// `rate(after:)`.
    func step(
        _ network: inout Network, gradient: borrowing Network, state: inout OptimizerState, rate: Double,
        kernels: Kernels)
}

extension Optimizer {
    /// Most remember or change directions.
    public var isPlain: Bool { false }

    /// The step size once so many rounds are complete. Steps of an exchange within a round use the round's rate.
    public func rate(after rounds: Int) -> Double { learningRate * decay.factor(after: rounds) }

    /// One step with the kernels in use.
    public func step(
        _ network: inout Network, gradient: borrowing Network, state: inout OptimizerState, rate: Double
    ) {
        step(&network, gradient: gradient, state: &state, rate: rate, kernels: .active)
    }
}

/// What an optimizer remembers of one network. A moment it does not keep is absent.
public struct OptimizerState: Persistent, Equatable {
    /// Steps taken.
    public var updates: Int
    /// The running mean of gradients, or momentum.
    public var firstMoment: Network?
    /// The running mean of squared gradients.
    public var secondMoment: Network?

    /// No steps yet.
    public init(firstMoment: Network? = nil, secondMoment: Network? = nil) {
        updates = 0
        self.firstMoment = firstMoment
        self.secondMoment = secondMoment
    }

    /// No steps yet, again.
    public mutating func clear() {
        updates = 0
        firstMoment?.clear()
        secondMoment?.clear()
    }

    /// Steps that cannot be counted. Which moments there are, and of which shape, is for the optimizer.
    public var flaw: Flaw? { .count("updates", updates) }
}

extension OptimizerState {
    /// Adds everything remembered to a sweep.
    public func feed(_ sweep: inout StateSweep) {
        sweep.add(count: updates)
        firstMoment?.feed(&sweep)
        secondMoment?.feed(&sweep)
    }
}
