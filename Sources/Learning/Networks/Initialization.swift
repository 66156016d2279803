public import Determinism

/// How a network's parameters are drawn before training. Raw values are the words of the spec.
public enum Initialization: String, Sendable, Equatable {
    /// Weights and biases uniform on ±1/√inputs: PyTorch's default for `nn.Linear`.
    case pytorch
    /// Weights uniform on ±√(6/inputs), biases zero, in every layer: Keras' `he_uniform` with its default biases.
    ///
    /// He, Zhang, Ren & Sun, Delving deep into rectifiers, ICCV 2015: variance 2/inputs keeps the scale of activations through
    /// layers of rectifiers; U(−b, b) has variance b²/3.
    case heUniform = "he_uniform"

    /// A network of this shape.
    ///
    /// Layer by layer, one draw u per weight in [output][input] order: (2u − 1) times the bound; `pytorch` draws biases after
    /// each layer's weights.
    public func network(_ shape: NetworkShape, from stream: inout RandomStream) -> Network {
        guard self == .heUniform else { return Network(shape, from: &stream) }
        var flat: [Float] = []
        flat.reserveCapacity(shape.parameterCount)
        for (inputs, outputs) in zip(shape.widths, shape.widths.dropFirst()) {
            let bound = Float((6 / Double(inputs)).squareRoot())
            for _ in 0..<(inputs * outputs) { flat.append((2 * stream.uniformFloat() - 1) * bound) }
            flat.append(contentsOf: repeatElement(0, count: outputs))
        }
        return Network(shape, parameters: flat)
    }
}
