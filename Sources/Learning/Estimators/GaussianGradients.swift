import Numerics

/// Gradients of Gaussian policies with respect to a network's outputs: means x, and z with σ = log(1 + eᶻ) or eᶻ.
///
/// Everything is accumulated in Float64 and rounded once.
enum GaussianGradients {
    /// ∂/∂(x, z) of −w log π(a), for one row.
    ///
    /// With m = μ + ε, d = σ + ε and u = (a − m) / d: ∂ log π/∂x = u / d, ∂ log π/∂z = (u² − 1) / d · ∂σ/∂z.
    ///
    /// - Parameters:
    ///   - outputs: x₁ … xₙ, z₁ … zₙ.
    ///   - control: what was drawn, as it was drawn.
    ///   - weight: w, by which a control's log-probability counts.
    ///   - gradient: as many numbers as outputs, overwritten.
    static func logProbability(
        _ head: GaussianHead, outputs: UnsafePointer<Float>, control: UnsafePointer<Float>, controls: Int,
        weight: Double, into gradient: UnsafeMutablePointer<Float>
    ) {
        for index in 0..<controls {
            let z = outputs[controls + index]
            let deviation = head.positive.deviation(z) + head.offset
            let distance = (Double(control[index]) - (Double(outputs[index]) + head.offset)) / deviation
            gradient[index] = Float(-weight * (distance / deviation))
            gradient[controls + index] = Float(
                -weight * ((distance * distance - 1) / deviation * head.positive.slope(z)))
        }
    }

    /// ∂/∂(x, z) of the mean over rows and controls of a divergence between N(μ, σ) and the consensus N(μ̄, σ̄).
    ///
    /// - KL(π ‖ P̄) = log(σ̄/σ) + (σ² + (μ − μ̄)²) / (2σ̄²) − ½: ∂/∂μ = (μ − μ̄) / σ̄², ∂/∂σ = σ/σ̄² − 1/σ.
    /// - KL(P̄ ‖ π) = log(σ/σ̄) + (σ̄² + (μ − μ̄)²) / (2σ²) − ½: ∂/∂μ = (μ − μ̄) / σ², ∂/∂σ = (1 − (σ̄² + (μ − μ̄)²) / σ²) / σ.
    /// - |μ − μ̄| + |σ − σ̄|: ∂/∂μ = sign(μ − μ̄), ∂/∂σ = sign(σ − σ̄), 0 where they are equal.
    ///
    /// - Parameters:
    ///   - outputs: `rows × 2·controls`.
    ///   - consensus: `rows × 2·controls`: means, then deviations, by row.
    ///   - gradient: `rows × 2·controls`, overwritten.
    static func divergence(
        _ divergence: Divergence, _ positive: GaussianHead.Positive, outputs: UnsafePointer<Float>,
        consensus: UnsafePointer<Float>, rows: Int,
        controls: Int, into gradient: UnsafeMutablePointer<Float>
    ) {
        let share = 1 / Double(rows * controls)
        for row in 0..<rows {
            let start = row * 2 * controls
            for index in start..<start + controls {
                let z = outputs[index + controls]
                let own = positive.deviation(z)
                let common = max(Double(consensus[index + controls]), GaussianHead.floor)
                let gap = Double(outputs[index]) - Double(consensus[index])
                let (byMean, byDeviation) = slopes(divergence, own: own, common: common, gap: gap)
                gradient[index] = Float(share * byMean)
                gradient[index + controls] = Float(share * (byDeviation * positive.slope(z)))
            }
        }
    }

    /// ∂/∂μ and ∂/∂σ of the divergence between one control's N(μ, σ) and the consensus N(μ̄, σ̄), with gap μ − μ̄.
    private static func slopes(
        _ divergence: Divergence, own: Double, common: Double, gap: Double
    ) -> (byMean: Double, byDeviation: Double) {
        switch divergence {
        case .agentFromConsensus:
            (gap / (common * common), own / (common * common) - 1 / own)
        case .consensusFromAgent:
            (gap / (own * own), (1 - (common * common + gap * gap) / (own * own)) / own)
        case .meanAbsoluteError:
            (sign(gap), sign(own - common))
        }
    }

    /// −1, 0 or 1; what is no number stays none.
    private static func sign(_ number: Double) -> Double {
        number > 0 ? 1 : number < 0 ? -1 : number == 0 ? 0 : number
    }

    /// The same divergence's ∂/∂μ by row, and its ∂/∂(log σ) for deviations that all rows share: Σ over rows of σ ∂/∂σ.
    ///
    /// - Parameters:
    ///   - means: `rows × controls`.
    ///   - logDeviations: log σ.
    ///   - gradient: `rows × controls`, overwritten.
    ///   - deviationGradient: `controls` numbers, overwritten.
    static func divergence(
        _ divergence: Divergence, means: UnsafePointer<Float>, logDeviations: UnsafePointer<Float>,
        consensus: UnsafePointer<Float>, rows: Int, controls: Int, into gradient: UnsafeMutablePointer<Float>,
        _ deviationGradient: UnsafeMutablePointer<Float>
    ) {
        let share = 1 / Double(rows * controls)
        for index in 0..<controls {
            let own = max(Elementary.exp(Double(logDeviations[index])), GaussianHead.floor)
            var sum = 0.0
            for row in 0..<rows {
                let entry = row * 2 * controls + index
                let common = max(Double(consensus[entry + controls]), GaussianHead.floor)
                let gap = Double(means[row * controls + index]) - Double(consensus[entry])
                let (byMean, byDeviation) = slopes(divergence, own: own, common: common, gap: gap)
                gradient[row * controls + index] = Float(share * byMean)
                sum += byDeviation * own
            }
            deviationGradient[index] = Float(share * sum)
        }
    }
}
