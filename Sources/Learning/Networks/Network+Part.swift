import Numerics

// A network as a part of an agent.
extension Part {
    /// The parameters of a network.
    public init(_ name: String, network shape: NetworkShape) {
        self.init(
            name, width: shape.paddedCount, columns: shape.parameterColumns, precision: .single, shape: shape.summary)
    }
}

extension NetworkShape {
    /// Widths and activations in words: `4 → 24 relu → 2`.
    public var summary: String {
        if inputs == 0 && hidden.isEmpty { return outputs == 1 ? "1 number" : "\(outputs) numbers" }
        let layers = zip(hidden, activations).map { "\($0) \($1.rawValue)" }
        return ([String(inputs)] + layers + [String(outputs)]).joined(separator: " → ")
    }

    /// Where parameters are among the floats of a network, padding left out.
    fileprivate var parameterColumns: [Range<Int>] {
        PerceptronLayout(widths: widths, activations: activations).parameterColumns
    }

    /// Floats of a network's parameters, padding included.
    var paddedCount: Int { PerceptronLayout(widths: widths, activations: activations).parameterCount }
}

extension Network: PartLeaf {
    /// Copies all parameters, padding included: a network is one member's.
    public func copyRows(_ members: Range<Int>, bytes: Int, into rows: UnsafeMutableRawPointer) {
        precondition(bytes == 4 * paddedCount, "a row of another network's shape")
        copy(into: rows)
    }

    /// Replaces all parameters.
    public mutating func replaceRows(
        _ members: Range<Int>, bytes: Int, from rows: UnsafeRawPointer, areEqual: Bool
    ) {
        precondition(bytes == 4 * paddedCount, "a row of another network's shape")
        replace(from: rows)
    }
}

/// A network that some agents do not have: there is nothing to copy, and nothing to replace.
extension Optional: PartLeaf where Wrapped == Network {
    /// Copies all parameters where there are some.
    public func copyRows(_ members: Range<Int>, bytes: Int, into rows: UnsafeMutableRawPointer) {
        self?.copyRows(members, bytes: bytes, into: rows)
    }

    /// Replaces all parameters where there are some.
    public mutating func replaceRows(
        _ members: Range<Int>, bytes: Int, from rows: UnsafeRawPointer, areEqual: Bool
    ) {
        self?.replaceRows(members, bytes: bytes, from: rows, areEqual: areEqual)
    }
}
