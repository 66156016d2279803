import Numerics

/// The length of a gradient that several networks share, what makes it shorter, and what pulls at it.
enum GradientNorm {
    /// Σ g² in Float64: eight partial sums over the parameters as they lie, padding's zeros included, then added in order.
    static func squares(_ gradient: borrowing Network) -> Double {
        let (numbers, count) = (UnsafeRawPointer(gradient.parameters.pointer), gradient.paddedCount)
        var sums = SIMD8<Double>.zero
        for start in stride(from: 0, to: count, by: 8) {
            let some = SIMD8<Double>(numbers.loadUnaligned(fromByteOffset: 4 * start, as: SIMD8<Float>.self))
            sums += some * some
        }
        return (0..<8).reduce(0) { $0 + sums[$1] }
    }

    /// The factor that makes a gradient of norm n at most `limit` long: min(1, limit / (n + 10⁻⁶)), as PyTorch's
    /// `clip_grad_norm_`.
    static func factor(norm: Double, limit: Double) -> Float { Float(min(1, limit / (norm + 1e-6))) }

    /// Adds μ (θ − θ̄), the gradient of (μ/2) ‖θ − θ̄‖²; padding stays zero.
    static func pull(
        _ gradient: inout Network, of network: borrowing Network, toward anchor: borrowing Network, weight: Float
    ) {
        let (numbers, count) = (gradient.parameters.mutablePointer, gradient.paddedCount)
        let (own, common) = (network.parameters.pointer, anchor.parameters.pointer)
        for index in 0..<count { numbers[index] += weight * (own[index] - common[index]) }
    }

    /// Multiplies every number.
    static func scale(_ gradient: inout Network, by factor: Float) {
        let (numbers, count) = (gradient.parameters.mutablePointer, gradient.paddedCount)
        for index in 0..<count { numbers[index] *= factor }
    }
}
