import Numerics

// Looking one step ahead, and summing up all steps: what exact learners do again and again.
extension FiniteModel {
    /// Q(s, a) = R(s, a) + γ Σ P(s'|s, a) V(s'), `states × actions`: one backup of V.
    public func backup(of values: [Double], discount: Double) -> [Double] {
        precondition(values.count == states, "a value per state")
        return (0..<states * actions).map { rewards[$0] + discount * expectation(of: values, row: $0) }
    }

    /// Σ P(s'|s, a) V(s') for the row `state · actions + action`, summed in the order of successors.
    public func expectation(of values: [Double], row: Int) -> Double {
        var sum = 0.0
        for index in Int(starts[row])..<Int(starts[row + 1]) {
            sum += probabilities[index] * values[Int(successors[index])]
        }
        return sum
    }

    /// d(s) = (1 − γ) Σₜ γᵗ Pr(sₜ = s): the discounted visits of a policy from the start distribution, summing to one.
    public func visits(of policy: [Double], discount: Double) -> [Double] {
        precondition((0..<1).contains(discount), "visits are finite where the discount is below one")
        // (I − γP)ᵀ d = (1 − γ) start
        var matrix = chain(under: policy).map { -discount * $0 }
        for state in 0..<states { matrix[state * states + state] += 1 }
        var system = LinearSystem(size: states)
        guard system.factor(matrix) else { preconditionFailure("I − γP is invertible where the rows of P sum to one") }
        var visits = start.map { (1 - discount) * $0 }
        visits.withUnsafeMutableBufferPointer { buffer in
            if let base = buffer.baseAddress { system.solveTransposed(base) }
        }
        return visits
    }
}
