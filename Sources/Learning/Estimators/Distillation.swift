import Numerics

/// Gradients of how far an agent's action distributions, or its logits, are from a consensus.
enum Distillation {
    /// ∂/∂z of the mean over rows of a divergence, for logits `z` and π = softmax(z).
    ///
    /// - KL(P̄ ‖ π): ∂/∂zᵢ = (πᵢ − P̄ᵢ) / rows. The same numbers as PyTorch's `kl_div(log π, P̄, "batchmean")`.
    /// - KL(π ‖ P̄): ∂/∂zᵢ = πᵢ (log πᵢ − log P̄ᵢ − KL) / rows.
    /// - mean |π − P̄|: ∂/∂zᵢ = πᵢ (sᵢ − Σⱼ πⱼ sⱼ) / (rows · actions), sᵢ = sign(πᵢ − P̄ᵢ), 0 where they are equal.
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
        case .meanAbsoluteError:
            for row in 0..<rows {
                let (policy, target) = (gradient + row * actions, consensus + row * actions)
                var mean: Float = 0
                for action in 0..<actions { mean += policy[action] * sign(policy[action] - target[action]) }
                for action in 0..<actions {
                    let slope = sign(policy[action] - target[action]) - mean
                    policy[action] = policy[action] * slope * (share / Float(actions))
                }
            }
        }
    }

    /// ∂/∂z of the mean over rows of how far logits `z` are from those of a consensus, z̄.
    ///
    /// - mean |z − z̄|: ∂/∂zᵢ = sign(zᵢ − z̄ᵢ) / (rows · actions), 0 where they are equal. The same numbers as PyTorch's `l1_loss(z, z̄)`.
    /// - Kullback–Leibler divergences are those between softmax(z) and softmax(z̄).
    ///
    /// - Parameters:
    ///   - outputs: `rows × actions` logits.
    ///   - consensus: `rows × actions` logits.
    ///   - probabilities: room for `rows × actions` numbers.
    ///   - gradient: `rows × actions`, overwritten.
    static func gradient(
        of divergence: Divergence, outputs: UnsafePointer<Float>, logits consensus: UnsafePointer<Float>, rows: Int,
        actions: Int, _ probabilities: UnsafeMutablePointer<Float>, into gradient: UnsafeMutablePointer<Float>
    ) {
        guard divergence == .meanAbsoluteError else {
            Kernels.active.softmaxRows(consensus, rows: rows, actions: actions, into: probabilities)
            return Self.gradient(
                of: divergence, outputs: outputs, consensus: probabilities, rows: rows, actions: actions,
                into: gradient)
        }
        let share = 1 / Float(rows * actions)
        for index in 0..<(rows * actions) { gradient[index] = sign(outputs[index] - consensus[index]) * share }
    }

    /// −1, 0 or 1; what is no number stays none.
    private static func sign(_ number: Float) -> Float {
        number > 0 ? 1 : number < 0 ? -1 : number == 0 ? 0 : number
    }

    /// log(p / q), with both kept at least 2⁻¹⁰⁰ so that a probability rounded to 0 stays finite.
    private static func logRatio(_ p: Float, _ q: Float) -> Float {
        Elementary.log(max(p, 0x1p-100)) - Elementary.log(max(q, 0x1p-100))
    }
}
