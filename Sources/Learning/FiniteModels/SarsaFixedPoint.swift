import Numerics

/// Where SARSA's mean updates are zero: of one agent, or of many in sum.
///
/// Weights θ with Σ_c (b̄_c(θ) − Ā_c(θ) θ) = 0, where Ā_c(θ) and b̄_c(θ) are those of TD under the softmax policy of θ itself in
/// agent c's world. With one weight for every state and action, θ is the values of its policy in the world whose kernel and
/// rewards at s are the agents' in proportion to how often each visits s; in the mean of the worlds every agent counts as much.
enum SarsaFixedPoint {
    /// Above so many weights, none is looked for.
    static let mostWeights = 1000
    private static let mostIterations = 3000
    private static let leastDamping = 0x1p-8
    /// The largest mean update of an agent, in units of value.
    private static let restTolerance = 1e-9

    /// How an agent learns, and where.
    struct Agent: Equatable {
        let model: FiniteModel
        let discount: Double
        /// τ.
        let temperature: Double
        /// Unit vectors instead of the world's features.
        let isTabular: Bool
    }

    /// The fixed point that is found from θ = 0; nil where none is.
    ///
    /// Iterates θ ← (1 − ω) θ + ω (Σ Ā_c(θ))⁻¹ Σ b̄_c(θ), ω halved where steps grow, until a whole step is within the tolerance;
    /// where the mean update is not zero then, as of weights that no policy holds in place, none is found.
    ///
    /// - Parameter tolerance: of the largest number of a step, relative to the largest weight or 1.
    static func find(_ agents: [Agent], tolerance: Double = 1e-10) -> [Double]? {
        let distinct = agents.indices.filter { index in !agents[..<index].contains(agents[index]) }
        let worlds = distinct.map { index in
            let agent = agents[index]
            return (
                world: OnPolicyWorld(
                    agent.model, discount: agent.discount, temperature: agent.temperature, isTabular: agent.isTabular),
                count: Double(agents.count { $0 == agent })
            )
        }
        guard let width = worlds.first?.world.width, width <= mostWeights,
            worlds.allSatisfy({ $0.world.width == width })
        else { return nil }
        var system = LinearSystem(size: width)
        var matrix = [Double](repeating: 0, count: width * width)
        var weights = [Double](repeating: 0, count: width)
        var solution = weights
        var (damping, last) = (1.0, Double.infinity)
        for _ in 0..<mostIterations {
            for index in matrix.indices { matrix[index] = 0 }
            for index in solution.indices { solution[index] = 0 }
            let isSolved = weights.withUnsafeBufferPointer { weights in
                matrix.withUnsafeMutableBufferPointer { matrix in
                    solution.withUnsafeMutableBufferPointer { solution in
                        guard let weights = weights.baseAddress, let matrix = matrix.baseAddress,
                            let solution = solution.baseAddress
                        else { return false }
                        for (world, count) in worlds {
                            guard world.take(weights) else { return false }
                            world.addSystem(times: count, matrix, solution)
                        }
                        guard system.factor(matrix) else { return false }
                        system.solve(solution)
                        return true
                    }
                }
            }
            let step = zip(solution, weights).reduce(0) { max($0, abs($1.0 - $1.1)) }
            guard isSolved, step.isFinite else { return nil }
            if step <= tolerance * solution.reduce(1, { max($0, abs($1)) }) {
                return isAtRest(solution, worlds) ? solution : nil
            }
            if step >= last { damping = max(damping / 2, leastDamping) }
            last = step
            for index in weights.indices { weights[index] += damping * (solution[index] - weights[index]) }
        }
        return nil
    }

    /// Whether the mean updates of all agents are zero together, within rounding.
    private static func isAtRest(_ weights: [Double], _ worlds: [(world: OnPolicyWorld, count: Double)]) -> Bool {
        var (sum, direction) = (
            [Double](repeating: 0, count: weights.count), [Double](repeating: 0, count: weights.count)
        )
        for (world, count) in worlds {
            let isTaken = weights.withUnsafeBufferPointer { weights in weights.baseAddress.map(world.take) ?? false }
            guard isTaken else { return false }
            direction.withUnsafeMutableBufferPointer { row in
                if let row = row.baseAddress { world.direction(into: row) }
            }
            for index in sum.indices { sum[index] += count * direction[index] }
        }
        let agents = worlds.reduce(0) { $0 + $1.count }
        return sum.allSatisfy { abs($0) <= restTolerance * agents }
    }
}
