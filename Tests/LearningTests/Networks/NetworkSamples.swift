import Determinism
import Learning
import Numerics

/// The kernels of every instruction set this machine has, slowest first.
let everyInstructionSet = InstructionSet.available.compactMap(Kernels.init)

/// Architectures at, below and beside the vector length, of every depth and activation.
let networkShapes: [NetworkShape] = [
    NetworkShape(inputs: 4, hidden: [128], activation: .relu, outputs: 2),
    NetworkShape(inputs: 4, hidden: [64, 64], activation: .tanh, outputs: 2),
    NetworkShape(inputs: 4, hidden: [16, 32, 16], activation: .tanh, outputs: 2),
    NetworkShape(inputs: 4, hidden: [8, 8, 8], activation: .relu, outputs: 2),
    NetworkShape(inputs: 3, hidden: [17, 5], activations: [.tanh, .relu], outputs: 5),
    NetworkShape(inputs: 6, hidden: [1], activation: .relu, outputs: 3),
    NetworkShape(inputs: 8, hidden: [20, 33, 3], activation: .tanh, outputs: 1),
    NetworkShape(inputs: 2, hidden: [], activation: .relu, outputs: 3),
    NetworkShape(inputs: 19, hidden: [], activation: .relu, outputs: 40),
    NetworkShape(inputs: 17, hidden: [40, 48], activations: [.identity, .tanh], outputs: 18),
    NetworkShape(inputs: 5, hidden: [100], activation: .relu, outputs: 15),
    NetworkShape(inputs: 7, hidden: [80, 160], activation: .relu, outputs: 16),
]

/// A network with rows of inputs and of output gradients, drawn from streams of their own.
struct NetworkSample {
    let network: Network
    let rows: Int
    let inputs: [Float]
    let outputGradient: [Float]

    init(_ shape: NetworkShape, rows: Int) {
        let key = StreamKey(seed: 11, owner: "test/network")
        var initialization = key.stream(.initialization)
        var sampling = key.stream(.sampling)
        network = Network(shape, from: &initialization)
        self.rows = rows
        inputs = (0..<(rows * shape.inputs)).map { _ in 4 * sampling.uniformFloat() - 2 }
        outputGradient = (0..<(rows * shape.outputs)).map { _ in 2 * sampling.uniformFloat() - 1 }
    }

    /// What the kernels make of it.
    func results(_ kernels: Kernels) -> (outputs: [Float], gradient: Network, inputGradient: [Float]) {
        let activations = Activations(network.shape, capacity: 1, kernels: kernels)
        activations.forward(network, inputs: inputs, rows: rows)
        let outputs = Array(UnsafeBufferPointer(start: activations.outputs, count: outputGradient.count))
        var gradient = Network(zerosLike: network)
        var inputGradient = [Float](repeating: .nan, count: inputs.count)
        activations.backward(
            network, inputs: inputs, rows: rows, outputGradient: outputGradient, into: &gradient,
            inputGradient: &inputGradient)
        return (outputs, gradient, inputGradient)
    }
}

/// The bits of all parameters, padding included.
func bits(_ network: Network) -> [UInt32] { (0..<network.paddedCount).map { network.parameters[$0].bitPattern } }

/// The bits of numbers.
func bits(_ floats: [Float]) -> [UInt32] { floats.map(\.bitPattern) }
