import Numerics

/// Gradients of the divergence between an agent's action distributions and a consensus.
enum Distillation {
    /// ∂/∂z of the mean over rows of a Kullback–Leibler divergence, for logits `z` and π = softmax(z).
    ///
    /// - KL(P̄ ‖ π): ∂/∂zᵢ = (πᵢ − P̄ᵢ) / rows. The same numbers as PyTorch's `kl_div(log π, P̄, "batchmean")`.
    /// - KL(π ‖ P̄): ∂/∂zᵢ = πᵢ (log πᵢ − log P̄ᵢ − KL) / rows.
    ///
    /// - Parameters:
    ///   - outputs: `rows × actions` logits.
    ///   - consensus: `rows × actions` probabilities.
    ///   - gradient: `rows × actions`, overwritten.
    static func gradient(
        of divergence: Divergence, outputs: UnsafePointer<Float>, consensus: UnsafePointer<Float>, rows: Int,
        actions: Int, into gradient: UnsafeMutablePointer<Float>
    ) {
        Kernels.active.softmaxRows(outputs, rows: rows, actions: actions, into: gradient)
        let share = 1 / Float(rows)
        switch divergence {
        case .consensusFromAgent:
            for index in 0..<(rows * actions) {
                gradient[index] = (gradient[index] - consensus[index]) * share
            }
        case .agentFromConsensus:
            for row in 0..<rows {
                let (policy, target) = (gradient + row * actions, consensus + row * actions)
                var divergence: Float = 0
                for action in 0..<actions {
                    divergence += policy[action] * logRatio(policy[action], target[action])
                }
                for action in 0..<actions {
                    let ratio = logRatio(policy[action], target[action])
                    policy[action] = policy[action] * (ratio - divergence) * share
                }
            }
        }
    }

    /// log(p / q), with both kept at least 2⁻¹⁰⁰ so that a probability rounded to 0 stays finite.
    private static func logRatio(_ p: Float, _ q: Float) -> Float {
        Elementary.log(max(p, 0x1p-100)) - Elementary.log(max(q, 0x1p-100))
    }
}
