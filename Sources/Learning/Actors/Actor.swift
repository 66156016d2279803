import Determinism
import Numerics

/// How an agent chooses actions: a network, and a rule that turns its outputs into an action.
///
/// One concrete type, so that the loop over steps is specialized per environment and calls it directly.
public struct Actor {
    /// How an action is chosen from the network's outputs.
    public enum Rule: String, Sendable {
        /// Drawn from softmax(outputs); the distribution is put on the tape.
        case stochastic
        /// The largest output; the first of equals.
        case greedy
        /// Every action equally likely, whatever the network says.
        case uniform
    }

    private let network: Network
    private let activations: Activations
    private let rule: Rule
    private let actions: Int
    private let kernels: Kernels
    /// 1 where row `r` of the tape leaves its activations in row `r`; 0 where each row overwrites the one before.
    private let rowStride: Int

    /// An actor.
    ///
    /// - Parameters:
    ///   - activations: where the network works.
    ///   - keepsActivations: whether a backward pass over the tape will follow; then `activations` has room for as many
    ///     rows as the tape will have.
    public init(_ network: Network, _ rule: Rule, activations: Activations, keepsActivations: Bool) {
        rowStride = keepsActivations ? 1 : 0
        self.network = network
        self.rule = rule
        self.activations = activations
        kernels = activations.kernels
        actions = network.shape.outputs
    }

    /// Chooses the action for the observation in `row` of the tape.
    @inline(__always)
    func act(
        _ observation: UnsafePointer<Float>, _ row: Int, _ distribution: UnsafeMutablePointer<Float>,
        _ stream: inout RandomStream
    ) -> Action {
        switch rule {
        case .stochastic:
            let outputs = activations.forwardRow(network, input: observation, row: row * rowStride)
            kernels.softmaxRows(outputs, rows: 1, actions: actions, into: distribution)
            return Action(index: Self.draw(distribution, actions, &stream))
        case .greedy:
            let outputs = activations.forwardRow(network, input: observation, row: 0)
            var best = 0
            for index in 1..<max(actions, 1) where outputs[index] > outputs[best] { best = index }
            return Action(index: best)
        case .uniform:
            return Action(index: stream.index(below: actions))
        }
    }

    /// Inverts the cumulative distribution; rounding leaves the last action the remainder.
    @inline(__always)
    private static func draw(
        _ distribution: UnsafePointer<Float>, _ actions: Int, _ stream: inout RandomStream
    ) -> Int {
        let draw = stream.uniformFloat()
        var cumulative: Float = 0
        for index in 0..<(actions - 1) {
            cumulative += distribution[index]
            if draw < cumulative { return index }
        }
        return actions - 1
    }
}
