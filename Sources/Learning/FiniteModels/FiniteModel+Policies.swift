import Numerics

// What can be computed of a policy whose world is known: `policy` is `states × actions` probabilities throughout.
extension FiniteModel {
    /// The chain of states under a policy, `states × states`, row-major: Σₐ π(a|s) P(s'|s, a).
    public func chain(under policy: [Double]) -> [Double] {
        precondition(policy.count == states * actions, "a probability per state and action")
        var chain = [Double](repeating: 0, count: states * states)
        for row in 0..<(states * actions) where policy[row] > 0 {
            let state = row / actions
            for index in Int(starts[row])..<Int(starts[row + 1]) {
                chain[state * states + Int(successors[index])] += policy[row] * probabilities[index]
            }
        }
        return chain
    }

    /// The mean reward of a state under a policy: Σₐ π(a|s) R(s, a).
    public func meanRewards(under policy: [Double]) -> [Double] {
        (0..<states).map { state in
            (0..<actions).reduce(0) { $0 + policy[state * actions + $1] * rewards[state * actions + $1] }
        }
    }

    /// V^π by state: the solution of (I − γ P^π) V = R^π; no numbers where the policy has none.
    public func values(of policy: [Double], discount: Double) -> [Double] {
        precondition((0..<1).contains(discount), "values are finite where the discount is below one")
        guard policy.allSatisfy(\.isFinite) else { return [Double](repeating: .nan, count: states) }
        var system = chain(under: policy).map { -discount * $0 }
        for state in 0..<states { system[state * states + state] += 1 }
        // I − γP is invertible where the rows of P sum to one: where they do not, the policy holds what is no number.
        return LinearSystem.solution(system, meanRewards(under: policy))
            ?? [Double](repeating: .nan, count: states)
    }

    /// J(π): the value of a policy from the start distribution.
    public func exactReturn(of policy: [Double], discount: Double) -> Double {
        zip(start, values(of: policy, discount: discount)).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// The stationary distribution of the chain under a policy, μ = μ P^π; nil where it is not unique.
    public func stationaryDistribution(under policy: [Double]) -> [Double]? {
        // μ(I − P) = 0 with one equation, which follows from the others, replaced by Σ μ = 1.
        let chain = chain(under: policy)
        var system = [Double](repeating: 0, count: states * states)
        for from in 0..<states {
            for to in 0..<states { system[to * states + from] = (from == to ? 1 : 0) - chain[from * states + to] }
        }
        for from in 0..<states { system[(states - 1) * states + from] = 1 }
        var right = [Double](repeating: 0, count: states)
        right[states - 1] = 1
        guard let solution = LinearSystem.solution(system, right) else { return nil }
        // With two closed classes the system is singular, which rounding may hide: then it does not hold.
        for to in 0..<states {
            let flow = (0..<states).reduce(0.0) { $0 + solution[$1] * chain[$1 * states + to] }
            guard abs(flow - solution[to]) < 1e-9, solution[to] > -1e-9 else { return nil }
        }
        let positive = solution.map { max($0, 0) }
        let sum = positive.reduce(0, +)
        return positive.map { $0 / sum }
    }

    /// N_s by state: the states that can follow it under some action, in rising order.
    public var neighbors: [[Int]] {
        (0..<states).map { state in
            let range = Int(starts[state * actions])..<Int(starts[(state + 1) * actions])
            var found = [Bool](repeating: false, count: states)
            for index in range { found[Int(successors[index])] = true }
            return (0..<states).filter { found[$0] }
        }
    }
}
