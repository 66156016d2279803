internal import CKernels

/// Where the parameters of a multilayer perceptron lie, for the kernels: fixed by the widths alone.
///
/// A layer whose outputs run across the vector lanes stores weight [inputs][outputs], outputs padded to 16; each output
/// is the sum of up to four partial chains of fused steps over the inputs. An output layer of fewer than 16 outputs
/// above a hidden layer stores weight [outputs][inputs], inputs padded to 16, and sums in 16 lanes over the inputs that
/// a fixed tree then halves. The bias follows the weight, padded to 16. All padding is zero.
public final class PerceptronLayout: @unchecked Sendable {
    // The C description points into `storage`; both are written once, here, and live as long as this object.
    let description: UnsafePointer<ck_network>
    private let storage: UnsafeMutablePointer<ck_network>
    private let layerStorage: UnsafeMutablePointer<ck_layer>

    /// The layers, lowest first.
    public let layers: [Layer]
    /// Floats of padded parameters.
    public let parameterCount: Int
    /// Floats of kept activations per row.
    public let keptPerRow: Int
    /// Floats of transposed weights that a backward pass needs.
    public let transposedCount: Int
    /// Floats of deltas that a backward pass needs.
    public let deltaCount: Int
    /// Numbers in a row of inputs.
    public let inputs: Int
    /// Numbers in a row of outputs.
    public let outputs: Int

    /// Where one layer lies. Offsets count floats from the start of the parameters.
    public struct Layer: Sendable {
        /// Numbers it takes.
        public let inputs: Int
        /// Numbers it gives.
        public let outputs: Int
        /// What it applies.
        public let activation: Activation
        /// Whether the weight is stored [outputs][inputs] rather than [inputs][outputs].
        public let isOutputMajor: Bool
        /// The first weight.
        public let weight: Int
        /// From one stored row of weights to the next.
        public let stride: Int
        /// The first bias.
        public let bias: Int

        /// The position of the weight from `input` to `output`.
        public func position(output: Int, input: Int) -> Int {
            weight + (isOutputMajor ? output * stride + input : input * stride + output)
        }

        /// The places of some outputs' weights, and then of their biases, in order.
        public func places(of some: Range<Int>) -> [Range<Int>] {
            let rows = isOutputMajor ? some : 0..<inputs
            return rows.map { row in
                let (first, count) = isOutputMajor ? (0, inputs) : (some.lowerBound, some.count)
                return weight + row * stride + first..<weight + row * stride + first + count
            } + [bias + some.lowerBound..<bias + some.upperBound]
        }
    }

    /// The parameters' places, padding left out, in order; neighbors are one range.
    public var parameterColumns: [Range<Int>] {
        var columns: [Range<Int>] = []
        func add(_ start: Int, _ count: Int) {
            guard let last = columns.last, last.upperBound == start else {
                columns.append(start..<start + count)
                return
            }
            columns[columns.count - 1] = last.lowerBound..<start + count
        }
        for layer in layers {
            let (rows, width) =
                layer.isOutputMajor ? (layer.outputs, layer.inputs) : (layer.inputs, layer.outputs)
            for row in 0..<rows { add(layer.weight + row * layer.stride, width) }
            add(layer.bias, layer.outputs)
        }
        return columns
    }

    /// The layout of `widths.count − 1` layers; the last applies nothing.
    ///
    /// - Parameters:
    ///   - widths: inputs, hidden widths, outputs. Without inputs the first layer is a bias alone, for optimizers and uploads;
    ///     nothing runs it.
    ///   - activations: one per hidden layer.
    public init(widths: [Int], activations: [Activation]) {
        precondition(
            widths.count >= 2 && widths[0] >= 0 && widths.dropFirst().allSatisfy { $0 > 0 }
                && activations.count == widths.count - 2,
            "a perceptron needs outputs and one activation per hidden layer; its widths are \(widths)")
        let count = widths.count - 1
        layerStorage = .allocate(capacity: count)
        storage = .allocate(capacity: 1)
        var layers: [Layer] = []
        var (offset, kept, transposed, widest) = (0, 0, 0, 16)
        for index in 0..<count {
            let (inputs, outputs) = (widths[index], widths[index + 1])
            let activation = index < count - 1 ? activations[index] : .identity
            let isOutputMajor = index > 0 && index == count - 1 && outputs < 16
            let (paddedInputs, padded) = (Self.padded(inputs), Self.padded(outputs))
            let stride = isOutputMajor ? paddedInputs : padded
            let bias = offset + (isOutputMajor ? outputs : inputs) * stride
            layers.append(
                Layer(
                    inputs: inputs, outputs: outputs, activation: activation, isOutputMajor: isOutputMajor,
                    weight: offset, stride: stride, bias: bias))
            (layerStorage + index).initialize(
                to: ck_layer(
                    inputs: Int32(inputs), outputs: Int32(outputs), padded: Int32(padded),
                    activation: activation.code, reduces_in_lanes: isOutputMajor ? 1 : 0,
                    chains: Self.chains(inputs: inputs, padded: padded), weight: Int64(offset), bias: Int64(bias),
                    weight_stride: Int64(stride), kept: Int64(kept), transposed: Int64(transposed)))
            offset = bias + padded
            kept += padded
            transposed += outputs * paddedInputs
            widest = max(widest, padded)
        }
        storage.initialize(
            to: ck_network(
                layer_count: Int32(count), inputs: Int32(widths[0]), outputs: Int32(widths[count]),
                widest: Int32(widest), layers: layerStorage))
        description = UnsafePointer(storage)
        self.layers = layers
        inputs = widths[0]
        outputs = widths[count]
        parameterCount = offset
        keptPerRow = kept
        transposedCount = transposed
        deltaCount = 2 * Int(CK_BLOCK_ROWS) * widest
    }

    deinit {
        layerStorage.deallocate()
        storage.deallocate()
    }

    private static func padded(_ width: Int) -> Int { (width + 15) / 16 * 16 }

    // Part of the arithmetic, so never to change: more chains where few outputs leave the multipliers waiting.
    private static func chains(inputs: Int, padded: Int) -> Int32 {
        if inputs <= 4 { return 1 }
        return padded <= 32 ? 4 : padded <= 64 ? 2 : 1
    }
}

extension Activation {
    var code: Int32 {
        switch self {
        case .identity: Int32(CK_IDENTITY)
        case .relu: Int32(CK_RELU)
        case .tanh: Int32(CK_TANH)
        }
    }
}
