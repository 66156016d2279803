import Glibc
import Learning
import Numerics

/// The documented arithmetic of networks, one number at a time: what the vector kernels must give bit for bit.
///
/// With `Scalar` Float64 the same formulas are the reference that central differences are taken of.
struct ScalarPerceptron {
    struct Layer {
        let inputs: Int
        let outputs: Int
        let activation: Activation
        let isHead: Bool
        var weight: [Float]
        var bias: [Float]
    }

    var layers: [Layer]

    init(_ network: Network) {
        let shape = network.shape
        var flat = network.flatParameters[...]
        layers = []
        for (index, (inputs, outputs)) in zip(shape.widths, shape.widths.dropFirst()).enumerated() {
            let isLast = index == shape.hidden.count
            layers.append(
                Layer(
                    inputs: inputs, outputs: outputs, activation: isLast ? .identity : shape.activations[index],
                    isHead: isLast && index > 0 && outputs < 16, weight: Array(flat.prefix(inputs * outputs)),
                    bias: Array(flat.dropFirst(inputs * outputs).prefix(outputs))))
            flat = flat.dropFirst((inputs + 1) * outputs)
        }
    }

    /// The activations of every layer for one row, in Float32 with the documented shape of every sum.
    func forward(_ row: [Float]) -> [[Float]] {
        var kept: [[Float]] = []
        for layer in layers {
            let x = kept.last ?? row
            kept.append((0..<layer.outputs).map { Self.apply(layer.activation, Self.sum(layer, $0, x)) })
        }
        return kept
    }

    private static func sum(_ layer: Layer, _ output: Int, _ x: [Float]) -> Float {
        let w = layer.weight[(output * layer.inputs)..<((output + 1) * layer.inputs)]
        let products = Array(zip(x, w))
        guard !layer.isHead else {
            var lanes = [Float](repeating: 0, count: 16)
            for (k, (a, b)) in products.enumerated() { lanes[k % 16] = k < 16 ? a * b : fmaf(a, b, lanes[k % 16]) }
            while lanes.count > 1 {
                let half = lanes.count / 2
                lanes = (0..<half).map { lanes[$0] + lanes[$0 + half] }
            }
            return layer.bias[output] + lanes[0]
        }
        let padded = (layer.outputs + 15) / 16 * 16
        let chains = layer.inputs <= 4 ? 1 : padded <= 32 ? 4 : padded <= 64 ? 2 : 1
        var sums = [Float](repeating: 0, count: chains)
        sums[0] = layer.bias[output]
        for (k, (a, b)) in products.enumerated() { sums[k % chains] = fmaf(a, b, sums[k % chains]) }
        switch chains {
        case 1: return sums[0]
        case 2: return sums[0] + sums[1]
        default: return (sums[0] + sums[1]) + (sums[2] + sums[3])
        }
    }

    private static func apply(_ activation: Activation, _ z: Float) -> Float {
        switch activation {
        case .identity: z
        case .relu: 0 > z ? 0 : z
        case .tanh: Elementary.tanh(z)
        }
    }

    /// The gradient of all parameters in PyTorch's order, each a chain over the rows.
    func backward(_ rows: [[Float]], _ slopes: [[Float]]) -> [Float] {
        var gradients = layers.map { [Float](repeating: 0, count: ($0.inputs + 1) * $0.outputs) }
        for (row, slope) in zip(rows, slopes) {
            let kept = forward(row)
            var delta = slope
            for index in layers.indices.reversed() {
                let layer = layers[index]
                let x = index > 0 ? kept[index - 1] : row
                for j in 0..<layer.outputs {
                    for k in 0..<layer.inputs {
                        let position = j * layer.inputs + k
                        gradients[index][position] = fmaf(x[k], delta[j], gradients[index][position])
                    }
                    gradients[index][layer.outputs * layer.inputs + j] += delta[j]
                }
                guard index > 0 else { break }
                delta = (0..<layer.inputs).map { k in
                    var sum: Float = 0
                    for j in 0..<layer.outputs {
                        let w = layer.weight[j * layer.inputs + k]
                        sum = layer.isHead && j == 0 ? delta[j] * w : fmaf(delta[j], w, sum)
                    }
                    switch layers[index - 1].activation {
                    case .identity: return sum
                    case .relu: return x[k] > 0 ? sum : 0
                    case .tanh: return sum * (1 - x[k] * x[k])
                    }
                }
            }
        }
        return gradients.flatMap { $0 }
    }

    /// The outputs of one row in Float64, after moving one parameter (in PyTorch's order).
    func outputs(_ row: [Double], moving parameter: Int? = nil, by distance: Double = 0) -> [Double] {
        var x = row
        var start = 0
        for layer in layers {
            let bias = start + layer.outputs * layer.inputs
            x = (0..<layer.outputs).map { j in
                var sum = Double(layer.bias[j]) + (parameter == bias + j ? distance : 0)
                for k in 0..<layer.inputs {
                    let position = j * layer.inputs + k
                    sum += x[k] * (Double(layer.weight[position]) + (parameter == start + position ? distance : 0))
                }
                switch layer.activation {
                case .identity: return sum
                case .relu: return max(0, sum)
                case .tanh: return tanh(sum)
                }
            }
            start = bias + layer.outputs
        }
        return x
    }
}
