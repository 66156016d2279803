import Numerics

/// How far a policy π is from a reference π̄ at some states, and the way away from it: penalties on policies.
///
/// All in Float64. Outputs are logits, or the means of controls whose deviations all states share.
enum PolicyDistances {
    /// Σ over rows of D(π̄, π) for categorical policies; adds `weight`·∂/∂z of it to a gradient.
    ///
    /// With p = softmax(z), q = π̄:
    /// - KL(q ‖ p) = Σ q (log q − log p): ∂/∂z_b = p_b − q_b.
    /// - √max(KL, 10⁻⁸): the same times 1 / (2 √KL), and 0 up to 10⁻⁸.
    /// - TV = ½ Σ |p − q|: ∂/∂z_b = ½ p_b (s_b − Σ_a s_a p_a), s = sign(p − q).
    ///
    /// - Parameters:
    ///   - outputs: `rows × actions` logits z.
    ///   - reference: logits of π̄, a row for every place.
    ///   - places: the row of π̄ that each row of `outputs` is compared with; nil where they are in order.
    ///   - gradient: `rows × actions`; nil where the distance alone is wanted.
    static func categorical(
        _ distance: PolicyDistance, outputs: UnsafePointer<Float>, reference: UnsafePointer<Float>,
        at places: UnsafePointer<Int32>? = nil, rows: Int, actions: Int, weight: Double = 0,
        into gradient: UnsafeMutablePointer<Float>? = nil
    ) -> Double {
        var total = 0.0
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 4 * actions) { room in
            guard let logs = room.baseAddress else { return }
            let (others, own, common) = (logs + actions, logs + 2 * actions, logs + 3 * actions)
            for row in 0..<rows {
                softmax(outputs + row * actions, actions, logs, own)
                softmax(reference + (places.map { Int($0[row]) } ?? row) * actions, actions, others, common)
                let share: Double
                switch distance {
                case .divergence, .root:
                    var divergence = 0.0
                    for action in 0..<actions { divergence += common[action] * (others[action] - logs[action]) }
                    let (value, slope) = outer(distance, divergence)
                    total += value
                    share = weight * slope
                    if let gradient, share != 0 {
                        for action in 0..<actions {
                            gradient[row * actions + action] += Float(share * (own[action] - common[action]))
                        }
                    }
                case .totalVariation:
                    var (sum, lean) = (0.0, 0.0)
                    for action in 0..<actions {
                        sum += abs(own[action] - common[action])
                        lean += sign(own[action] - common[action]) * own[action]
                    }
                    total += 0.5 * sum
                    share = 0.5 * weight
                    if let gradient, share != 0 {
                        for action in 0..<actions {
                            gradient[row * actions + action] += Float(
                                share * own[action] * (sign(own[action] - common[action]) - lean))
                        }
                    }
                }
            }
        }
        return total
    }

    /// Σ over rows of D(π̄, π) for Gaussian policies; adds `weight`·∂/∂μ and ∂/∂(log σ) of it to gradients.
    ///
    /// KL(N(m, s) ‖ N(μ, σ)), summed over controls: log(σ/s) + (s² + (m − μ)²) / (2σ²) − ½;
    /// ∂/∂μ = (μ − m) / σ², ∂/∂(log σ) = 1 − (s² + (m − μ)²) / σ².
    ///
    /// - Parameters:
    ///   - means: `rows × controls` means μ.
    ///   - reference: means of π̄, a row for every place; `referenceLogDeviations`: its log s.
    ///   - gradient, deviationGradient: `rows × controls` and `controls`; nil where the distance alone is wanted.
    static func gaussian(
        _ distance: PolicyDistance, means: UnsafePointer<Float>, logDeviations: UnsafePointer<Float>,
        reference: UnsafePointer<Float>, referenceLogDeviations: UnsafePointer<Float>,
        at places: UnsafePointer<Int32>? = nil, rows: Int, controls: Int, weight: Double = 0,
        into gradient: UnsafeMutablePointer<Float>? = nil, _ deviationGradient: UnsafeMutablePointer<Float>? = nil
    ) -> Double {
        var total = 0.0
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 4 * controls) { room in
            guard let logs = room.baseAddress else { return }
            let (variances, others, sums) = (logs + controls, logs + 2 * controls, logs + 3 * controls)
            for index in 0..<controls {
                let (own, other) = (Double(logDeviations[index]), Double(referenceLogDeviations[index]))
                logs[index] = own - other
                variances[index] = Elementary.exp(2 * own)
                others[index] = Elementary.exp(2 * other)
                sums[index] = 0
            }
            for row in 0..<rows {
                let (mean, from) = (means + row * controls, reference + (places.map { Int($0[row]) } ?? row) * controls)
                var divergence = 0.0
                for index in 0..<controls {
                    let gap = Double(mean[index]) - Double(from[index])
                    divergence += logs[index] + (others[index] + gap * gap) / (2 * variances[index]) - 0.5
                }
                let (value, slope) = outer(distance, divergence)
                total += value
                let share = weight * slope
                guard let gradient, share != 0 else { continue }
                for index in 0..<controls {
                    let gap = Double(mean[index]) - Double(from[index])
                    gradient[row * controls + index] += Float(share * gap / variances[index])
                    sums[index] += share * (1 - (others[index] + gap * gap) / variances[index])
                }
            }
            guard let deviationGradient else { return }
            for index in 0..<controls { deviationGradient[index] += Float(sums[index]) }
        }
        return total
    }

    /// What becomes of a divergence, and by how much it grows with it.
    private static func outer(_ distance: PolicyDistance, _ divergence: Double) -> (value: Double, slope: Double) {
        guard distance == .root else { return (divergence, 1) }
        let root = max(divergence, leastDivergence).squareRoot()
        return (root, divergence > leastDivergence ? 0.5 / root : 0)
    }

    /// Below it the root is constant.
    private static let leastDivergence = 1e-8

    private static func sign(_ number: Double) -> Double { number > 0 ? 1 : number < 0 ? -1 : 0 }

    /// The softmax of a row of logits, and its logarithm.
    private static func softmax(
        _ logits: UnsafePointer<Float>, _ actions: Int, _ logs: UnsafeMutablePointer<Double>,
        _ probabilities: UnsafeMutablePointer<Double>
    ) {
        var largest = Double(logits[0])
        for action in 1..<max(actions, 1) { largest = max(largest, Double(logits[action])) }
        var sum = 0.0
        for action in 0..<actions { sum += Elementary.exp(Double(logits[action]) - largest) }
        let log = Elementary.log(sum)
        for action in 0..<actions {
            logs[action] = Double(logits[action]) - largest - log
            probabilities[action] = Elementary.exp(logs[action])
        }
    }
}
