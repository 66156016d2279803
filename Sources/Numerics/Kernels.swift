internal import CKernels

/// The vector kernels of one instruction set.
///
/// Each result depends on its inputs alone: not on the instruction set, on how many rows are computed together, nor on
/// threads. Pointers need no alignment unless stated. A plain value, cheap to copy.
public struct Kernels: @unchecked Sendable {
    // A constant table in the program's read-only data, which is why it may cross threads.
    let table: UnsafePointer<ck_table>
    /// The instruction set these kernels were compiled for.
    public let instructionSet: InstructionSet

    /// The kernels of the set in use.
    public static var active: Kernels {
        guard let kernels = Kernels(InstructionSet.active) else {
            preconditionFailure("the instruction set in use has no kernels")
        }
        return kernels
    }

    /// The kernels of a set; nil where this machine lacks it.
    public init?(_ instructionSet: InstructionSet) {
        guard let table = ck_kernels(instructionSet.index) else { return nil }
        self.table = table
        self.instructionSet = instructionSet
    }

    /// Row by row, eᶻ⁻ᵐ / Σ eᶻ⁻ᵐ with m the row's largest logit, summed in the order of actions.
    ///
    /// Terms below the least normal Float32 become 0.
    ///
    /// `logits` and `probabilities` are rows × actions and may be the same memory.
    public func softmaxRows(
        _ logits: UnsafePointer<Float>, rows: Int, actions: Int, into probabilities: UnsafeMutablePointer<Float>
    ) {
        table.pointee.softmax(logits, Int64(rows), Int64(actions), probabilities)
    }

    /// y[i] = (Σₙ weights[n] · rows[n][i]) / divisor: one chain of fused steps per column, in the order of rows.
    ///
    /// A mean has weights 1 and the count as divisor, so that equal rows give themselves wherever sums are exact.
    ///
    /// `rows` points to `count` rows of `width` numbers, `stride` numbers apart; `result` has room for `width` and does not
    /// overlap them.
    public func combine(
        rows: UnsafePointer<Float>, stride: Int, count: Int, width: Int, weights: UnsafePointer<Float>,
        divisor: Float = 1, into result: UnsafeMutablePointer<Float>
    ) {
        table.pointee.combine(rows, Int64(stride), weights, Int64(count), Int64(width), divisor, result)
    }

    /// y[i] = (Σₙ rows[n][i]) / count in Float64: one sum per column, in the order of rows, which follow one another.
    ///
    /// `result` has room for `width` numbers and does not overlap the rows.
    public func mean(
        rows: UnsafePointer<Double>, count: Int, width: Int, into result: UnsafeMutablePointer<Double>
    ) {
        precondition(count > 0, "a mean needs a row")
        table.pointee.mean(rows, Int64(count), Int64(width), result)
    }

    /// eˣ, element by element, within 1.3 units in the last place, subnormal results included.
    public func exp(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
        table.pointee.exp(x, Int64(count), y)
    }

    /// ln x, element by element, within 0.9 units in the last place.
    public func log(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
        table.pointee.log(x, Int64(count), y)
    }

    /// tanh x, element by element, within 5.5 units in the last place (3.3 · 2⁻²³ relative), never beyond ±1.
    public func tanh(_ x: UnsafePointer<Float>, count: Int, into y: UnsafeMutablePointer<Float>) {
        table.pointee.tanh(x, Int64(count), y)
    }

    /// a·b + c rounded once, element by element: what all sums here are made of.
    public func fusedMultiplyAdd(
        _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ c: UnsafePointer<Float>, count: Int,
        into y: UnsafeMutablePointer<Float>
    ) {
        table.pointee.fused(a, b, c, Int64(count), y)
    }

    /// `rounds` times twelve fused multiply–adds of 16 lanes, 384 operations, with nothing else to wait for: the most
    /// this instruction set can do. The result only keeps the work from being dropped.
    public func fusedPeak(rounds: Int) -> Float {
        table.pointee.peak(Int64(rounds))
    }
}
