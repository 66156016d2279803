internal import Numerics

/// What a checkpoint shows: `layers/0/weight` [out, in], `layers/0/bias` [out], `layers/0/activation`, …
///
/// Hand-written, because the padded buffer would explain itself to nobody. A layer that applies nothing has no activation:
/// the last one, and every layer of a moment.
extension Network: Codable {
    private enum Key: String, CodingKey {
        case layers
    }

    private struct StoredLayer: Codable {
        /// Nil where there is nothing to weigh: a layer without inputs is its bias.
        var weight: Tensor<Float>?
        var bias: Tensor<Float>
        var activation: Activation?
    }

    /// Writes the layers, lowest first.
    public func encode(to encoder: any Encoder) throws {
        let flat = flatParameters
        var start = 0
        var stored: [StoredLayer] = []
        for layer in layout.layers {
            let bias = start + layer.outputs * layer.inputs
            let end = bias + layer.outputs
            stored.append(
                StoredLayer(
                    weight: layer.inputs == 0
                        ? nil : Tensor(shape: [layer.outputs, layer.inputs], elements: Array(flat[start..<bias])),
                    bias: Tensor(shape: [layer.outputs], elements: Array(flat[bias..<end])),
                    activation: layer.activation == .identity ? nil : layer.activation))
            start = end
        }
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(stored, forKey: .layers)
    }

    /// Reads the layers; throws where they do not fit one another.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let stored = try container.decode([StoredLayer].self, forKey: .layers)
        var widths: [Int] = []
        var flat: [Float] = []
        for (index, layer) in stored.enumerated() {
            let shape = layer.weight?.shape ?? [layer.bias.elements.count, 0]
            guard shape.count == 2, shape[0] > 0, shape[1] > 0 || (index == 0 && layer.weight == nil),
                layer.bias.shape == [shape[0]], widths.last.map({ $0 == shape[1] }) ?? true,
                index < stored.count - 1 || layer.activation == nil
            else { throw Self.misfit(container, "layer \(index) does not fit the one below") }
            if index == 0 { widths.append(shape[1]) }
            widths.append(shape[0])
            flat += layer.weight?.elements ?? []
            flat += layer.bias.elements
        }
        guard let inputs = widths.first, let outputs = widths.last, widths.count > 1 else {
            throw Self.misfit(container, "there are no layers")
        }
        self.init(
            NetworkShape(
                inputs: inputs, hidden: Array(widths.dropFirst().dropLast()),
                activations: stored.dropLast().map { $0.activation ?? .identity }, outputs: outputs),
            parameters: flat)
    }

    private static func misfit(_ container: KeyedDecodingContainer<Key>, _ reason: String) -> DecodingError {
        .dataCorruptedError(forKey: .layers, in: container, debugDescription: reason)
    }
}
