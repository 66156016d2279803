internal import CKernels

/// What one step of Adam needs, computed in Float64 by the optimizer.
public struct AdamStep: Sendable {
    /// Decay of the first moment, β₁.
    public var firstDecay: Double
    /// Decay of the second moment, β₂.
    public var secondDecay: Double
    /// Step size over the first moment's bias correction, η / (1 − β₁ᵗ).
    public var step: Double
    /// Reciprocal root of the second moment's bias correction, 1 / √(1 − β₂ᵗ).
    public var scale: Double
    /// Added to the root of the second moment. Positive, or padding would become 0/0.
    public var epsilon: Double
    /// Times the parameters, added to the gradient (Adam's L2 penalty).
    public var penalty: Double
    /// Multiplies the parameters before the step (AdamW's decoupled decay, 1 − ηλ).
    public var shrink: Double

    /// One step's numbers.
    public init(
        firstDecay: Double, secondDecay: Double, step: Double, scale: Double, epsilon: Double, penalty: Double = 0,
        shrink: Double = 1
    ) {
        self.firstDecay = firstDecay
        self.secondDecay = secondDecay
        self.step = step
        self.scale = scale
        self.epsilon = epsilon
        self.penalty = penalty
        self.shrink = shrink
    }

    /// Whether the kernel steps by finite numbers, so that zeros stay zero where the gradient is.
    public var isFinite: Bool {
        Float(step).isFinite && Float(scale).isFinite && Float(epsilon).isFinite && Float(penalty).isFinite
            && Float(shrink).isFinite
    }
}

extension Kernels {
    /// One step of Adam over parameters θ, gradient g and moments m, v:
    /// θ ← shrink·θ, g ← g + penalty·θ, m ← m + (1 − β₁)(g − m), v ← β₂v + (1 − β₂)g², θ ← θ − step·m / (scale·√v + ε).
    ///
    /// |g| < 2⁻⁵⁰ and |m|, v < 2⁻¹⁰⁰ count as 0, because subnormal numbers are slow.
    public func adam(
        _ constants: AdamStep, parameters: inout AlignedFloats, gradient: borrowing AlignedFloats,
        first: inout AlignedFloats, second: inout AlignedFloats
    ) {
        let count = parameters.count
        precondition(
            gradient.count == count && first.count == count && second.count == count,
            "parameters, gradient and moments are of different sizes")
        var c = ck_adam(
            beta2: Float(constants.secondDecay), one_minus_beta1: Float(1 - constants.firstDecay),
            one_minus_beta2: Float(1 - constants.secondDecay), step: Float(constants.step),
            scale: Float(constants.scale), epsilon: Float(constants.epsilon), weight_decay: Float(constants.penalty),
            shrink: Float(constants.shrink))
        table.pointee.adam(
            Int64(count), parameters.mutablePointer, gradient.pointer, first.mutablePointer, second.mutablePointer, &c)
    }

    /// One step of gradient descent: g ← g + penalty·θ, b ← momentum·b + g, θ ← θ − rate·b; without `buffer`, b is g.
    public func descend(
        rate: Double, momentum: Double, penalty: Double, parameters: inout AlignedFloats,
        gradient: borrowing AlignedFloats, buffer: inout AlignedFloats
    ) {
        precondition(
            gradient.count == parameters.count && buffer.count == parameters.count,
            "parameters, gradient and momentum are of different sizes")
        table.pointee.sgd(
            Int64(parameters.count), parameters.mutablePointer, gradient.pointer, buffer.mutablePointer, Float(rate),
            Float(momentum), Float(penalty))
    }

    /// One step of gradient descent without momentum: θ ← θ − rate·(g + penalty·θ).
    public func descend(
        rate: Double, penalty: Double, parameters: inout AlignedFloats, gradient: borrowing AlignedFloats
    ) {
        precondition(gradient.count == parameters.count, "parameters and gradient are of different sizes")
        table.pointee.sgd(
            Int64(parameters.count), parameters.mutablePointer, gradient.pointer, nil, Float(rate), 0, Float(penalty))
    }

    /// Target parameters a step behind: θ′ ← θ′ + rate·(θ − θ′), the difference rounded, then fused.
    public func follow(_ follower: inout AlignedFloats, _ leader: borrowing AlignedFloats, rate: Double) {
        precondition(follower.count == leader.count, "parameters and their followers are of different sizes")
        table.pointee.follow(Int64(follower.count), follower.mutablePointer, leader.pointer, Float(rate))
    }
}
