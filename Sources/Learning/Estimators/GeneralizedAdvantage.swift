/// Generalized advantage estimation (Schulman, Moritz, Levine, Jordan & Abbeel, ICLR 2016).
enum GeneralizedAdvantage {
    /// δₜ = rₜ + γ V(sₜ₊₁) (1 − eₜ) − V(sₜ),  Âₜ = δₜ + γλ (1 − eₜ) Âₜ₊₁, from the last step back.
    ///
    /// - Parameters:
    ///   - rewards: rₜ; where the time limit cut an episode off, with γ V of what lay behind it.
    ///   - ends: eₜ, 1 where an episode ended with the step, else 0.
    ///   - values: V(sₜ).
    ///   - steps: how many of them there are; all unless told.
    ///   - last: V of what follows the last step.
    ///   - advantages: Âₜ, overwritten.
    static func estimate(
        rewards: [Double], ends: [UInt8], values: UnsafePointer<Double>, steps: Int? = nil, last: Double,
        discount: Double,
        lambda: Double, into advantages: UnsafeMutablePointer<Double>
    ) {
        var (next, following) = (last, 0.0)
        for step in (0..<(steps ?? rewards.count)).reversed() {
            let goesOn = ends[step] == 0 ? 1.0 : 0.0
            let error = rewards[step] + discount * next * goesOn - values[step]  // δₜ
            following = error + discount * lambda * goesOn * following  // Âₜ
            advantages[step] = following
            next = values[step]
        }
    }

    /// Â ← (Â − mean Â) / (sd Â + 10⁻⁸), with the unbiased standard deviation (n − 1). One advantage alone stays as it is.
    static func normalize(_ advantages: UnsafeMutablePointer<Double>, count: Int) {
        guard count > 1 else { return }
        var (sum, squares) = (0.0, 0.0)
        for step in 0..<count { sum += advantages[step] }
        let mean = sum / Double(count)
        for step in 0..<count { squares += (advantages[step] - mean) * (advantages[step] - mean) }
        let scale = 1 / ((squares / Double(count - 1)).squareRoot() + 1e-8)
        for step in 0..<count { advantages[step] = (advantages[step] - mean) * scale }
    }
}
