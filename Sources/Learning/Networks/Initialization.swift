public import Determinism
import Numerics

/// How a network's parameters are drawn before training. Raw values are the words of the spec.
public enum Initialization: String, Sendable, Equatable {
    /// Weights and biases uniform on ±1/√inputs: PyTorch's default for `nn.Linear`.
    case pytorch
    /// Weights uniform on ±√(6/inputs), biases zero, in every layer: Keras' `he_uniform` with its default biases.
    ///
    /// He, Zhang, Ren & Sun, Delving deep into rectifiers, ICCV 2015: variance 2/inputs keeps the scale of activations through
    /// layers of rectifiers; U(−b, b) has variance b²/3.
    case heUniform = "he_uniform"
    /// Weights orthogonal, biases zero, as PyTorch's `orthogonal_`: gain √2 below the last layer, the role's in it.
    ///
    /// Saxe, McClelland & Ganguli, Exact solutions to the nonlinear dynamics of learning in deep linear neural networks, ICLR
    /// 2014; gains as in Stable-Baselines3.
    case orthogonal

    /// A network of this shape.
    ///
    /// Layer by layer, one draw u per weight in [output][input] order: (2u − 1) times the bound; `pytorch` draws biases after
    /// each layer's weights. `orthogonal` draws a normal number per weight, four words each, in the same order.
    ///
    /// - Parameter outputGain: what an orthogonal last layer is multiplied with.
    public func network(
        _ shape: NetworkShape, outputGain: Double = 1, from stream: inout RandomStream
    ) -> Network {
        if self == .pytorch { return Network(shape, from: &stream) }
        var flat: [Float] = []
        flat.reserveCapacity(shape.parameterCount)
        let widths = shape.widths
        for (layer, (inputs, outputs)) in zip(widths, widths.dropFirst()).enumerated() {
            if self == .orthogonal {
                let gain = layer + 2 == widths.count ? outputGain : 2.0.squareRoot()
                let weight = Orthonormal.matrix(rows: outputs, columns: inputs, from: &stream)
                flat.append(contentsOf: weight.lazy.map { Float(gain * $0) })
            } else {
                let bound = Float((6 / Double(inputs)).squareRoot())
                for _ in 0..<(inputs * outputs) { flat.append((2 * stream.uniformFloat() - 1) * bound) }
            }
            flat.append(contentsOf: repeatElement(0, count: outputs))
        }
        return Network(shape, parameters: flat)
    }
}
