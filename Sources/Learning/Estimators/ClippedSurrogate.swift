import Numerics

/// Gradients of PPO's clipped surrogate and of the entropy (Schulman, Wolski, Dhariwal, Radford & Klimov 2017, equation 7).
///
/// L = −mean min(ρₜ Âₜ, clip(ρₜ, 1 − ε, 1 + ε) Âₜ) − c mean H(π(·|sₜ)),  ρₜ = π(aₜ|sₜ) / π′(aₜ|sₜ), π′ the policy that drew aₜ.
struct ClippedSurrogate {
    /// ε
    let clip: Double
    /// c
    let entropyCoefficient: Double

    /// Room for the rows of a minibatch.
    final class Workspace {
        fileprivate let probabilities: UnsafeMutablePointer<Float>
        fileprivate let sums: UnsafeMutablePointer<Float>
        fileprivate let ratios: UnsafeMutablePointer<Float>
        fileprivate let slopes: UnsafeMutablePointer<Double>

        /// Room for so many rows of so many outputs.
        init(rows: Int, outputs: Int) {
            probabilities = .allocate(capacity: rows * outputs)
            sums = .allocate(capacity: rows)
            ratios = .allocate(capacity: rows)
            slopes = .allocate(capacity: rows)
        }

        deinit {
            probabilities.deallocate()
            sums.deallocate()
            ratios.deallocate()
            slopes.deallocate()
        }
    }

    /// Some drawn actions, what they were drawn with, and how good they were.
    struct Sample {
        let rows: Int
        /// log π′(aₜ|sₜ)
        let logProbabilities: UnsafePointer<Float>
        /// Âₜ
        let advantages: UnsafePointer<Double>
    }

    /// ∂/∂(log π(aₜ|sₜ)) of the surrogate's mean: −ρₜ Âₜ / rows, 0 where the clip holds.
    private func slope(_ ratio: Double, _ advantage: Double, _ rows: Int) -> Double {
        let isClipped = advantage > 0 ? ratio > 1 + clip : ratio < 1 - clip
        return isClipped ? 0 : -ratio * advantage / Double(rows)
    }

    /// ∂L/∂z for logits z and π = softmax(z): slope·(1[a = aₜ] − π) + c/rows · π (log π + H).
    ///
    /// - Parameters:
    ///   - outputs: `rows × actions` logits.
    ///   - chosen: aₜ.
    ///   - gradient: `rows × actions`, overwritten.
    func differentiate(
        _ sample: Sample, outputs: UnsafePointer<Float>, actions: Int, chosen: UnsafePointer<Int32>,
        _ workspace: Workspace, _ kernels: Kernels, into gradient: UnsafeMutablePointer<Float>
    ) {
        let (rows, probabilities, sums, ratios) = (
            sample.rows, workspace.probabilities, workspace.sums, workspace.ratios
        )
        // log π = (z − max) − log Σ e^(z − max), which is finite wherever z is.
        for row in 0..<rows {
            let (logits, shifted) = (outputs + row * actions, gradient + row * actions)
            var largest = logits[0]
            for action in 1..<max(actions, 1) { largest = max(largest, logits[action]) }
            for action in 0..<actions { shifted[action] = logits[action] - largest }
        }
        kernels.exp(gradient, count: rows * actions, into: probabilities)
        for row in 0..<rows {
            var sum: Float = 0
            for action in 0..<actions { sum += probabilities[row * actions + action] }
            ratios[row] = sum
        }
        kernels.log(ratios, count: rows, into: sums)
        for row in 0..<rows {
            let scale = 1 / ratios[row]
            for entry in row * actions..<(row + 1) * actions {
                gradient[entry] -= sums[row]
                probabilities[entry] *= scale
            }
            ratios[row] = gradient[row * actions + Int(chosen[row])] - sample.logProbabilities[row]
        }
        kernels.exp(ratios, count: rows, into: ratios)
        let share = Float(entropyCoefficient / Double(rows))
        for row in 0..<rows {
            let slope = Float(self.slope(Double(ratios[row]), sample.advantages[row], rows))
            let (own, logs) = (probabilities + row * actions, gradient + row * actions)
            var negative: Float = 0  // −H
            if share != 0 {
                for action in 0..<actions { negative += own[action] * logs[action] }
            }
            for action in 0..<actions {
                let disorder = share == 0 ? 0 : share * own[action] * (logs[action] - negative)
                logs[action] = disorder - slope * own[action]
            }
            logs[Int(chosen[row])] += slope
        }
    }

    /// ∂L/∂μ for means μ, and ∂L/∂(log σ) for deviations that all rows share: log π = Σᵢ −uᵢ²/2 − log σᵢ + const with
    /// u = (a − μ)/σ, so ∂ log π/∂μ = u/σ and ∂ log π/∂(log σ) = u² − 1; H = Σᵢ log σᵢ + const.
    ///
    /// - Parameters:
    ///   - means: `rows × controls`.
    ///   - drawn: `rows × controls`, as they were drawn.
    ///   - logDeviations: log σ.
    ///   - gradient: `rows × controls`, overwritten.
    ///   - deviationGradient: `controls` numbers, overwritten.
    func differentiate(
        _ sample: Sample, means: UnsafePointer<Float>, controls: Int, drawn: UnsafePointer<Float>,
        logDeviations: UnsafePointer<Float>, _ workspace: Workspace, into gradient: UnsafeMutablePointer<Float>,
        _ deviationGradient: UnsafeMutablePointer<Float>
    ) {
        for row in 0..<sample.rows {
            let first = row * controls
            let log = GaussianHead.logProbability(
                drawn + first, means: means + first, logDeviations: logDeviations, controls: controls)
            let ratio = Elementary.exp(log - Double(sample.logProbabilities[row]))
            workspace.slopes[row] = slope(ratio, sample.advantages[row], sample.rows)
        }
        for index in 0..<controls {
            let deviation = Elementary.exp(Double(logDeviations[index]))
            var sum = -entropyCoefficient
            for row in 0..<sample.rows {
                let entry = row * controls + index
                let distance = (Double(drawn[entry]) - Double(means[entry])) / deviation
                gradient[entry] = Float(workspace.slopes[row] * distance / deviation)
                sum += workspace.slopes[row] * (distance * distance - 1)
            }
            deviationGradient[index] = Float(sum)
        }
    }
}
