import Numerics

// A network as a part of an agent.
extension Part {
    /// What a network's last layer, and the layers below it, are called behind the network's name.
    public static let (head, body) = (".head", ".body")

    /// The parameters of a network, of which the last layer and the others are pieces: `q.head`, `q.body`.
    ///
    /// - Parameters:
    ///   - streams: outputs of the last layer that are pieces of it, by name: `q.value`.
    ///   - leader: the network that it begins with and follows, where it is a target.
    ///   - isOwn: whether every agent draws its own, whoever draws its networks.
    public init(
        _ name: String, network shape: NetworkShape, streams: [(name: String, outputs: Range<Int>)] = [],
        following leader: String? = nil, isOwn: Bool = false
    ) {
        let layout = PerceptronLayout(widths: shape.widths, activations: shape.activations)
        let (width, columns) = (layout.parameterCount, layout.parameterColumns)
        let last = layout.layers[layout.layers.count - 1]
        func piece(_ suffix: String, _ places: Range<Int>, _ summary: String, _ pieces: [Part] = []) -> Part {
            let own = columns.map { $0.clamped(to: places) }.filter { !$0.isEmpty }
            return Part(
                name + suffix, width: places.count,
                columns: own.map { $0.lowerBound - places.lowerBound..<$0.upperBound - places.lowerBound },
                precision: .single, shape: summary, following: leader.map { $0 + suffix },
                of: Piece(name: name, places: [places]), pieces: pieces)
        }
        func stream(_ stream: String, _ outputs: Range<Int>) -> Part {
            let places = last.places(of: outputs)
            let count = places.reduce(0) { $0 + $1.count }
            return Part(
                "\(name).\(stream)", width: count, columns: [0..<count], precision: .single,
                shape: "\(last.inputs) → \(outputs.count)", following: leader.map { "\($0).\(stream)" },
                of: Piece(name: name, places: places))
        }
        let head = streams.map { stream($0.name, $0.outputs) }
        self.init(
            name, width: width, columns: columns, precision: .single, shape: shape.summary, following: leader,
            isOwn: isOwn,
            pieces: shape.hidden.isEmpty
                ? head
                : [
                    piece(Self.body, 0..<last.weight, shape.bodySummary),
                    piece(
                        Self.head, last.weight..<width, "\(shape.hidden[shape.hidden.count - 1]) → \(shape.outputs)",
                        head),
                ])
    }
}

extension NetworkShape {
    /// Widths and activations in words: `4 → 24 relu → 2`.
    public var summary: String {
        if inputs == 0 && hidden.isEmpty { return outputs == 1 ? "1 number" : "\(outputs) numbers" }
        return "\(bodySummary) → \(outputs)"
    }

    /// The same without the last layer.
    fileprivate var bodySummary: String {
        ([String(inputs)] + zip(hidden, activations).map { "\($0) \($1.rawValue)" }).joined(separator: " → ")
    }

    /// Floats of a network's parameters, padding included.
    var paddedCount: Int { PerceptronLayout(widths: widths, activations: activations).parameterCount }
}

extension Network: PartLeaf {
    /// Copies parameters, padding included: a network is one member's.
    public func copyRows(_ members: Range<Int>, _ places: Range<Int>, into rows: UnsafeMutableRawPointer) {
        precondition(places.upperBound <= 4 * paddedCount, "a row of another network's shape")
        parameters.withUnsafeBytes { own in
            guard let base = own.baseAddress else { return }
            rows.copyMemory(from: base + places.lowerBound, byteCount: places.count)
        }
    }

    /// Replaces parameters.
    public mutating func replaceRows(
        _ members: Range<Int>, _ places: Range<Int>, from rows: UnsafeRawPointer, areEqual: Bool
    ) {
        guard places != 0..<4 * paddedCount else { return replace(from: rows) }
        precondition(places.upperBound <= 4 * paddedCount, "a row of another network's shape")
        UnsafeMutableRawPointer(parameters.mutablePointer + places.lowerBound / 4)
            .copyMemory(from: rows, byteCount: places.count)
    }
}

/// What some agents do not have: there is nothing to copy, and nothing to replace.
extension Optional: PartLeaf where Wrapped: PartLeaf {
    /// Copies what there is.
    public func copyRows(_ members: Range<Int>, _ places: Range<Int>, into rows: UnsafeMutableRawPointer) {
        self?.copyRows(members, places, into: rows)
    }

    /// Replaces what there is.
    public mutating func replaceRows(
        _ members: Range<Int>, _ places: Range<Int>, from rows: UnsafeRawPointer, areEqual: Bool
    ) {
        self?.replaceRows(members, places, from: rows, areEqual: areEqual)
    }
}
