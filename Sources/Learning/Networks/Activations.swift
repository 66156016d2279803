public import Numerics

/// What a network remembers of the rows it was last given, and room to differentiate them: scratch, never saved.
///
/// One per agent, for one thread at a time. A class because it owns large buffers that are reused and never copied.
public final class Activations {
    /// The kernels in use.
    public let kernels: Kernels
    /// How many rows there is room for.
    @exclusivity(unchecked) public private(set) var capacity: Int
    @usableFromInline let layout: PerceptronLayout
    @usableFromInline let shape: NetworkShape
    private var kept: AlignedFloats
    private var results: AlignedFloats
    // Where `kept` and `results` lie, read at every step of a rollout; nobody else can hold these buffers.
    @usableFromInline @exclusivity(unchecked) var keptStart: UnsafeMutablePointer<Float>
    @usableFromInline @exclusivity(unchecked) var resultsStart: UnsafeMutablePointer<Float>
    private var transposed: AlignedFloats
    private var deltas: AlignedFloats

    /// Room for `capacity` rows of a shape; more is made when needed.
    public init(_ shape: NetworkShape, capacity: Int, kernels: Kernels = .active) {
        self.kernels = kernels
        self.shape = shape
        self.capacity = max(capacity, 1)
        layout = PerceptronLayout(widths: shape.widths, activations: shape.activations)
        kept = AlignedFloats(zeros: self.capacity * layout.keptPerRow)
        results = AlignedFloats(zeros: self.capacity * shape.outputs)
        keptStart = kept.mutablePointer
        resultsStart = results.mutablePointer
        transposed = AlignedFloats(zeros: 0)
        deltas = AlignedFloats(zeros: 0)
    }

    /// The outputs of the rows given last, rows × outputs. Valid until more room is made.
    public var outputs: UnsafePointer<Float> { UnsafePointer(resultsStart) }

    /// Makes room for `rows` rows, losing what was kept. Call it before a rollout that may be longer than any before.
    public func reserve(_ rows: Int) {
        guard rows > capacity else { return }
        capacity = rows
        kept = AlignedFloats(zeros: rows * layout.keptPerRow)
        results = AlignedFloats(zeros: rows * shape.outputs)
        keptStart = kept.mutablePointer
        resultsStart = results.mutablePointer
    }

    /// The outputs of one row of `shape.inputs` numbers; its activations are kept at `row`, below `capacity`, for a later
    /// `backward` over rows 0..<n.
    ///
    /// - Returns: `shape.outputs` numbers, at that row of `outputs`.
    @inlinable
    @discardableResult
    public func forwardRow(
        _ network: borrowing Network, input: UnsafePointer<Float>, row: Int
    ) -> UnsafePointer<Float> {
        precondition(
            row >= 0 && row < capacity && network.paddedCount == layout.parameterCount,
            "a row beyond the room made, or a network of another shape")
        let outputs = resultsStart + row * shape.outputs
        kernels.forwardRow(
            layout, parameters: network.parameters.pointer, input: input, kept: keptStart, capacity: capacity,
            row: row, outputs: outputs)
        return UnsafePointer(outputs)
    }

    /// The outputs of many rows, each with the bits `forwardRow` gives.
    ///
    /// `inputs` is rows × `shape.inputs`.
    ///
    /// - Returns: `outputs`.
    @discardableResult
    public func forward(
        _ network: borrowing Network, inputs: UnsafePointer<Float>, rows: Int
    ) -> UnsafePointer<Float> {
        precondition(network.paddedCount == layout.parameterCount, "a network of another shape")
        reserve(rows)
        kernels.forward(
            layout, parameters: network.parameters.pointer, inputs: inputs, kept: keptStart,
            capacity: capacity, rows: rows, outputs: resultsStart)
        return outputs
    }

    /// The gradient of the parameters from that of the outputs, through the activations kept for these rows.
    ///
    /// Each parameter's terms are added in the order of rows. Network and inputs are as they were in the forward pass;
    /// `outputGradient` is rows × `shape.outputs`. Overwritten are `gradient`, a network of the same shape, and, if wanted,
    /// `inputGradient`, rows × `shape.inputs`.
    public func backward(
        _ network: borrowing Network, inputs: UnsafePointer<Float>, rows: Int, outputGradient: UnsafePointer<Float>,
        into gradient: inout Network, inputGradient: UnsafeMutablePointer<Float>? = nil
    ) {
        differentiate(network, inputs, rows, outputGradient, into: &gradient, inputGradient, inputsOnly: false)
    }

    /// The gradient of the inputs alone, rows × `shape.inputs`, as ``backward(_:inputs:rows:outputGradient:into:inputGradient:)``
    /// gives it. `scratch`, a network of the same shape, is left without meaning.
    public func backward(
        _ network: borrowing Network, inputs: UnsafePointer<Float>, rows: Int, outputGradient: UnsafePointer<Float>,
        scratch: inout Network, inputGradient: UnsafeMutablePointer<Float>
    ) {
        differentiate(network, inputs, rows, outputGradient, into: &scratch, inputGradient, inputsOnly: true)
    }

    private func differentiate(
        _ network: borrowing Network, _ inputs: UnsafePointer<Float>, _ rows: Int,
        _ outputGradient: UnsafePointer<Float>, into gradient: inout Network,
        _ inputGradient: UnsafeMutablePointer<Float>?, inputsOnly: Bool
    ) {
        precondition(
            rows > 0 && rows <= capacity && network.paddedCount == layout.parameterCount
                && gradient.paddedCount == layout.parameterCount,
            "no rows, more than were kept, or a network of another shape")
        if deltas.count < layout.deltaCount {
            deltas = AlignedFloats(zeros: layout.deltaCount)
            transposed = AlignedFloats(zeros: layout.transposedCount)
        }
        kernels.backward(
            layout, parameters: network.parameters.pointer, inputs: inputs, kept: keptStart, capacity: capacity,
            rows: rows, outputGradient: outputGradient, transposed: transposed.mutablePointer,
            deltas: deltas.mutablePointer, gradient: gradient.parameters.mutablePointer, inputGradient: inputGradient,
            inputsOnly: inputsOnly)
    }
}
