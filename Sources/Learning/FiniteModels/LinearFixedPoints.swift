import Numerics

/// What federated linear TD(0) tends to, in closed form (Mangold et al. 2024).
///
/// With features φ, the chain P_c of agent c and its stationary distribution μ_c:
/// Ā_c = Φᵀ diag(μ_c) (Φ − γ P_c Φ), b̄_c = Φᵀ diag(μ_c) r_c.
public struct LinearFixedPoints: Sendable {
    /// Weights of an agent.
    public let width: Int
    /// By agent: Ā_c, `width × width`, row-major.
    public let matrices: [[Double]]
    /// By agent: b̄_c.
    public let targets: [[Double]]

    /// What one agent evaluates, and where.
    public struct Evaluation {
        fileprivate let model: FiniteModel
        fileprivate let policy: [Double]
        fileprivate let discount: Double
        fileprivate let isTabular: Bool

        /// - Parameters:
        ///   - policy: `states × actions` probabilities.
        ///   - isTabular: unit vectors instead of the world's features.
        public init(_ model: FiniteModel, policy: [Double], discount: Double, isTabular: Bool) {
            (self.model, self.policy, self.discount, self.isTabular) = (model, policy, discount, isTabular)
        }

        /// Weights of the agent.
        var width: Int { isTabular ? model.states : model.featureCount }
    }

    /// The systems of agents, each of which evaluates a policy in a world of its own; nil where their weights are not as many, or
    /// some chain has no unique stationary distribution.
    public init?(_ evaluations: [Evaluation]) {
        guard let width = evaluations.first?.width, evaluations.allSatisfy({ $0.width == width }) else { return nil }
        var matrices: [[Double]] = []
        var targets: [[Double]] = []
        for own in evaluations {
            guard let visits = own.model.stationaryDistribution(under: own.policy) else { return nil }
            let system = own.model.temporalDifferences(
                under: own.policy, visits: visits, discount: own.discount,
                features: own.isTabular ? nil : own.model.features, width: width)
            matrices.append(system.matrix)
            targets.append(system.target)
        }
        self.width = width
        self.matrices = matrices
        self.targets = targets
    }

    /// θ* = (Σ Ā_c)⁻¹ Σ b̄_c: the federation's fixed point; nil where there is none.
    public var optimum: [Double]? {
        LinearSystem.solution(Self.sum(matrices), Self.sum(targets))
    }

    /// θ_c* = Ā_c⁻¹ b̄_c: an agent's own fixed point; nil where there is none.
    public func optimum(of agent: Int) -> [Double]? { LinearSystem.solution(matrices[agent], targets[agent]) }

    /// What FedLSA's average ends away from θ*: [mean (I − G_c)]⁻¹ mean (I − G_c)(θ_c* − θ*), G_c = (I − η Ā_c)^H.
    ///
    /// Computed without θ_c*, which agents with unvisited features lack: with S_c = Σ_{h<H} (I − η Ā_c)^h,
    /// I − G_c = η S_c Ā_c and (I − G_c)(θ_c* − θ*) = η S_c (b̄_c − Ā_c θ*).
    ///
    /// - Parameters:
    ///   - rates: η by agent.
    ///   - steps: H.
    public func bias(rates: [Double], steps: Int) -> [Double]? {
        guard let optimum else { return nil }
        var gaps = [Double](repeating: 0, count: width * width)
        var drift = [Double](repeating: 0, count: width)
        for (agent, matrix) in matrices.enumerated() {
            let sums = powerSum(matrix, rate: rates[agent], steps: steps)
            let gap = Self.product(sums, matrix, width)
            for index in gaps.indices { gaps[index] += rates[agent] * gap[index] }
            let pull = (0..<width).map { row in targets[agent][row] - Self.dot(matrix, row: row, optimum) }
            for row in 0..<width { drift[row] += rates[agent] * Self.dot(sums, row: row, pull) }
        }
        return LinearSystem.solution(gaps, drift)
    }

    /// Σ_{h<H} (I − η Ā)^h by doubling: S_{2n} = S_n + M^n S_n.
    private func powerSum(_ matrix: [Double], rate: Double, steps: Int) -> [Double] {
        let identity = (0..<width * width).map { $0 % (width + 1) == 0 ? 1.0 : 0 }
        let step = zip(identity, matrix).map { $0 - rate * $1 }
        var (sum, power) = ([Double](repeating: 0, count: width * width), identity)
        for bit in stride(from: Int.bitWidth - 1 - max(steps, 1).leadingZeroBitCount, through: 0, by: -1) {
            sum = zip(sum, Self.product(power, sum, width)).map { $0 + $1 }
            power = Self.product(power, power, width)
            if steps >> bit & 1 == 1 {
                sum = zip(sum, power).map { $0 + $1 }
                power = Self.product(power, step, width)
            }
        }
        return sum
    }

    private static func product(_ left: [Double], _ right: [Double], _ size: Int) -> [Double] {
        var result = [Double](repeating: 0, count: size * size)
        for row in 0..<size {
            for inner in 0..<size {
                let factor = left[row * size + inner]
                for column in 0..<size { result[row * size + column] += factor * right[inner * size + column] }
            }
        }
        return result
    }

    private static func dot(_ matrix: [Double], row: Int, _ vector: [Double]) -> Double {
        vector.indices.reduce(0) { $0 + matrix[row * vector.count + $1] * vector[$1] }
    }

    private static func sum(_ rows: [[Double]]) -> [Double] {
        rows.dropFirst().reduce(rows[0]) { sum, row in zip(sum, row).map { $0 + $1 } }
    }
}

extension FiniteModel {
    /// Ā and b̄ of linear TD(0); `features` are `states × width`, nil for unit vectors.
    func temporalDifferences(
        under policy: [Double], visits: [Double], discount: Double, features: [Double]?, width: Int
    ) -> (matrix: [Double], target: [Double]) {
        let (chain, mean) = (chain(under: policy), meanRewards(under: policy))
        var matrix = [Double](repeating: 0, count: width * width)
        var target = [Double](repeating: 0, count: width)
        func feature(_ state: Int, _ column: Int) -> Double {
            features.map { $0[state * width + column] } ?? (state == column ? 1 : 0)
        }
        for state in 0..<states where visits[state] > 0 {
            let difference = (0..<width).map { column in
                let next = (0..<states).reduce(0.0) { sum, other in
                    let probability = chain[state * states + other]
                    return probability > 0 ? sum + probability * feature(other, column) : sum
                }
                return feature(state, column) - discount * next
            }
            for row in 0..<width {
                let weight = visits[state] * feature(state, row)
                guard weight != 0 else { continue }
                target[row] += weight * mean[state]
                for column in 0..<width { matrix[row * width + column] += weight * difference[column] }
            }
        }
        return (matrix, target)
    }
}
