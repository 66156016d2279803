public import Numerics

/// The architecture of a multilayer perceptron: what decides how many parameters it has and what they mean.
public struct NetworkShape: Sendable, Hashable, Codable {
    /// Numbers in an observation. 0 makes a vector of numbers that depends on none: the biases of its only layer.
    public let inputs: Int
    /// Width of each hidden layer, lowest first; none makes a linear map.
    public let hidden: [Int]
    /// What each hidden layer applies.
    public let activations: [Activation]
    /// Numbers it gives, such as one logit per action.
    public let outputs: Int

    /// A perceptron with an activation per hidden layer.
    public init(inputs: Int, hidden: [Int], activations: [Activation], outputs: Int) {
        precondition(
            hidden.count == activations.count,
            "\(hidden.count) hidden layers need as many activations, not \(activations.count)")
        self.inputs = inputs
        self.hidden = hidden
        self.activations = activations
        self.outputs = outputs
    }

    /// A perceptron with one activation for all hidden layers.
    public init(inputs: Int, hidden: [Int], activation: Activation, outputs: Int) {
        self.init(
            inputs: inputs, hidden: hidden, activations: Array(repeating: activation, count: hidden.count),
            outputs: outputs)
    }

    /// Every width from inputs to outputs.
    public var widths: [Int] { [inputs] + hidden + [outputs] }

    /// Weights and biases, without padding.
    public var parameterCount: Int {
        zip(widths, widths.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
    }

    /// Floating-point operations of one row's forward pass, two per weight.
    public var forwardOperations: Int {
        zip(widths, widths.dropFirst()).reduce(0) { $0 + 2 * $1.0 * $1.1 }
    }

    /// Floating-point operations of one row's backward pass: two per weight for the weight's gradient, and two more above
    /// the lowest layer for the delta handed down.
    public var backwardOperations: Int { 2 * forwardOperations - 2 * inputs * widths[1] }
}
