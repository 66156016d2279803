public import Determinism
public import Numerics

/// The parameters of a multilayer perceptron in Float32; a plain value.
///
/// They lie in one buffer in the kernels' layout, padded with zeros that stay zero. Moments and gradients are networks
/// of the same shape.
public struct Network: Sendable {
    /// The architecture.
    public let shape: NetworkShape
    /// Where each layer lies in `parameters`.
    public let layout: PerceptronLayout
    /// All weights and biases, padded. Whoever writes to it keeps the padding zero.
    public var parameters: AlignedFloats

    /// All parameters zero.
    public init(zeros shape: NetworkShape) {
        self.shape = shape
        layout = PerceptronLayout(widths: shape.widths, activations: shape.activations)
        parameters = AlignedFloats(zeros: layout.parameterCount)
    }

    /// All parameters zero, as wide as another network, applying nothing: what a moment or a gradient is.
    public init(zerosLike other: Network) {
        self.init(
            zeros: NetworkShape(
                inputs: other.shape.inputs, hidden: other.shape.hidden, activation: .identity,
                outputs: other.shape.outputs))
    }

    /// PyTorch's default for `nn.Linear`: weights and biases uniform on ±1/√inputs.
    ///
    /// Layer by layer, one draw u per weight in [output][input] order and then per bias: (2u − 1)/√inputs.
    public init(_ shape: NetworkShape, from stream: inout RandomStream) {
        var flat: [Float] = []
        flat.reserveCapacity(shape.parameterCount)
        for (inputs, outputs) in zip(shape.widths, shape.widths.dropFirst()) {
            let bound = Float(1 / Double(inputs).squareRoot())
            for _ in 0..<((inputs + 1) * outputs) { flat.append((2 * stream.uniformFloat() - 1) * bound) }
        }
        self.init(shape, parameters: flat)
    }

    /// Given parameters in PyTorch's order: layer by layer, the weight [output][input] row by row, then the bias.
    public init(_ shape: NetworkShape, parameters flat: [Float]) {
        self.init(zeros: shape)
        precondition(
            flat.count == shape.parameterCount,
            "a network of \(shape.parameterCount) parameters cannot be made from \(flat.count)")
        let target = parameters.mutablePointer
        eachParameter { target[$1] = flat[$0] }
    }

    /// All parameters in PyTorch's order, without padding.
    public var flatParameters: [Float] {
        var flat = [Float](repeating: 0, count: shape.parameterCount)
        eachParameter { flat[$0] = parameters.pointer[$1] }
        return flat
    }

    /// Floats in `parameters`, padding included: the width of a row when parameters are federated.
    @inlinable public var paddedCount: Int { parameters.count }

    /// Copies all parameters, padding included: `paddedCount` Float32.
    public func copy(into row: UnsafeMutableRawPointer) {
        row.copyMemory(from: UnsafeRawPointer(parameters.pointer), byteCount: paddedCount * 4)
    }

    /// Replaces all parameters by those of a network of equal shape, as ``copy(into:)`` gave them.
    public mutating func replace(from row: UnsafeRawPointer) {
        UnsafeMutableRawPointer(parameters.mutablePointer).copyMemory(from: row, byteCount: paddedCount * 4)
    }

    /// Makes all parameters zero, where they are.
    mutating func clear() { parameters.mutablePointer.update(repeating: 0, count: paddedCount) }

    /// Makes all padding zero again, after steps that were not finite: those times zero are no number.
    mutating func clearPadding() {
        let numbers = parameters.mutablePointer
        for layer in layout.layers {
            let (rows, width) =
                layer.isOutputMajor ? (layer.outputs, layer.inputs) : (layer.inputs, layer.outputs)
            for row in 0..<rows {
                for column in width..<layer.stride { numbers[layer.weight + row * layer.stride + column] = 0 }
            }
            let padded = (layer.outputs + 15) / 16 * 16
            for column in layer.outputs..<padded { numbers[layer.bias + column] = 0 }
        }
    }

    /// Adds the parameters to a sweep.
    public func feed(_ sweep: inout StateSweep) {
        parameters.withUnsafeBytes { sweep.add(learnedSingles: $0) }
    }

    /// The position of every parameter: in PyTorch's order, and in `parameters`.
    private func eachParameter(_ body: (_ flat: Int, _ padded: Int) -> Void) {
        var flat = 0
        for layer in layout.layers {
            for output in 0..<layer.outputs {
                for input in 0..<layer.inputs {
                    body(flat, layer.position(output: output, input: input))
                    flat += 1
                }
            }
            for output in 0..<layer.outputs {
                body(flat, layer.bias + output)
                flat += 1
            }
        }
    }
}

extension Network: Equatable {
    /// Whether shape and parameters are equal.
    public static func == (left: Network, right: Network) -> Bool {
        left.shape == right.shape && left.parameters == right.parameters
    }
}
