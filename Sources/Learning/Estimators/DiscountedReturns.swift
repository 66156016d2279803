/// Returns of one episode, and their normalization (Williams 1992; Jiang et al. 2025).
public enum DiscountedReturns {
    /// Gₜ = rₜ + γ Gₜ₊₁, with G after the last step 0. In place: rewards go in, returns come out.
    public static func accumulate(_ rewards: inout [Double], discount: Double) {
        var following = 0.0
        for step in rewards.indices.reversed() {
            following = rewards[step] + discount * following  // Gₜ = rₜ + γ Gₜ₊₁
            rewards[step] = following
        }
    }

    /// Ĝₜ = (Gₜ − mean G) / (sd G + 10⁻⁵), with the unbiased standard deviation (n − 1).
    ///
    /// One return alone has no standard deviation; PyTorch's is NaN there, ours counts as 0, so Ĝ = 0.
    public static func normalize(_ returns: inout [Double]) {
        let count = Double(returns.count)
        let mean = returns.reduce(0, +) / count
        let squares = returns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let deviation = returns.count > 1 ? (squares / (count - 1)).squareRoot() : 0
        let scale = 1 / (deviation + 1e-5)
        for step in returns.indices { returns[step] = (returns[step] - mean) * scale }
    }
}
