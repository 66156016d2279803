internal import CKernels

/// Forward and backward through a multilayer perceptron. All buffers but inputs, outputs and their gradients lie on
/// 64-byte boundaries.
extension Kernels {
    /// The outputs of one row, with its activations kept at `row` of `kept` (capacity × `keptPerRow` floats).
    @inline(__always)
    public func forwardRow(
        _ layout: PerceptronLayout, parameters: UnsafePointer<Float>, input: UnsafePointer<Float>,
        kept: UnsafeMutablePointer<Float>, capacity: Int, row: Int, outputs: UnsafeMutablePointer<Float>
    ) {
        table.pointee.forward_row(
            layout.description, parameters, input, kept, Int64(capacity), Int64(row), outputs)
    }

    /// The outputs of many rows, each with the bits `forwardRow` gives.
    public func forward(
        _ layout: PerceptronLayout, parameters: UnsafePointer<Float>, inputs: UnsafePointer<Float>,
        kept: UnsafeMutablePointer<Float>, capacity: Int, rows: Int, outputs: UnsafeMutablePointer<Float>
    ) {
        table.pointee.forward(layout.description, parameters, inputs, kept, Int64(capacity), Int64(rows), outputs)
    }

    /// The gradient of the parameters, summed over the rows in their order, from that of the outputs.
    ///
    /// `kept` is what the forward pass of these rows left, `outputGradient` is rows × outputs, `transposed` and `deltas`
    /// are scratch of the layout's sizes, `gradient` is overwritten (its padding must be zero before, and is after), and
    /// `inputGradient`, if wanted, is rows × inputs. With `inputsOnly` the gradient of the parameters is not computed, and
    /// `gradient` holds nothing of use.
    public func backward(
        _ layout: PerceptronLayout, parameters: UnsafePointer<Float>, inputs: UnsafePointer<Float>,
        kept: UnsafePointer<Float>, capacity: Int, rows: Int, outputGradient: UnsafePointer<Float>,
        transposed: UnsafeMutablePointer<Float>, deltas: UnsafeMutablePointer<Float>,
        gradient: UnsafeMutablePointer<Float>, inputGradient: UnsafeMutablePointer<Float>? = nil,
        inputsOnly: Bool = false
    ) {
        table.pointee.backward(
            layout.description, parameters, inputs, kept, Int64(capacity), Int64(rows), outputGradient, transposed,
            deltas, gradient, inputGradient, inputsOnly)
    }
}
