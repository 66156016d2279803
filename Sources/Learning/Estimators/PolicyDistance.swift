/// How far a policy is from another one at a state.
public enum PolicyDistance: String, Sendable, CaseIterable {
    /// KL(π̄ ‖ π).
    case divergence = "kl"
    /// √max(KL(π̄ ‖ π), 10⁻⁸).
    case root = "sqrt_kl"
    /// ½ Σ_a |π̄(a) − π(a)|.
    case totalVariation = "total_variation"
}
