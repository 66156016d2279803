import TestSupport
import Testing

@testable import Learning

@Suite("Finite models: exact computations against closed forms")
struct FiniteModelTests {
    /// Action 0 stays with probability 1 − p (state 0) or 1 − q (state 1), action 1 always changes; state 1 pays.
    private func pair(_ p: Double, _ q: Double) -> FiniteModel {
        FiniteModel(
            states: 2, actions: 2,
            kernel: [[(0, 1 - p), (1, p)], [(1, 1)], [(0, q), (1, 1 - q)], [(0, 1)]],
            rewards: [0, 0, 1, 1], start: [1, 0])
    }

    private let staying: [Double] = [1, 0, 1, 0]

    @Test("Values of a policy solve their equations, here two by hand")
    func values() {
        // V₁ = 1 + γ((1 − q)V₁ + qV₀), V₀ = γ((1 − p)V₀ + pV₁) with p = 0.2, q = 0.5, γ = 0.9:
        // V₀ = 0.18 V₁ / 0.28, V₁ (0.55 − 0.45 · 0.18/0.28) = 1.
        let values = pair(0.2, 0.5).values(of: staying, discount: 0.9)
        let high = 1 / (0.55 - 0.45 * 0.18 / 0.28)
        #expect(abs(values[1] - high) < 1e-13 && abs(values[0] - 0.18 / 0.28 * high) < 1e-13)
        let model = pair(0.2, 0.5)
        #expect(abs(model.exactReturn(of: staying, discount: 0.9) - values[0]) < 1e-15)
        let actionValues = model.backup(of: values, discount: 0.9)
        #expect(abs(actionValues[0] - values[0]) < 1e-13 && abs(actionValues[1] - 0.9 * values[1]) < 1e-13)
        // A mixed policy: each action half the time, whose chain is the mean of both.
        let mixed = model.chain(under: [0.5, 0.5, 0.5, 0.5])
        #expect(mixed == [0.4, 0.6, 0.75, 0.25])
    }

    @Test("Discounted visits sum to one and give the return: (1 − γ) J = Σ d r")
    func visits() {
        let model = pair(0.3, 0.6)
        let visits = model.visits(of: staying, discount: 0.8)
        #expect(abs(visits[0] + visits[1] - 1) < 1e-15)
        #expect(abs(0.2 * model.exactReturn(of: staying, discount: 0.8) - visits[1]) < 1e-15)
        // Without discounting, only the start counts.
        #expect(model.visits(of: staying, discount: 0) == [1, 0])
    }

    @Test("A chain of two states is at q/(p + q) and p/(p + q)", arguments: [(0.3, 0.6), (1e-9, 1e-3), (1, 1)])
    func stationary(p: Double, q: Double) throws {
        let distribution = try #require(pair(p, q).stationaryDistribution(under: staying))
        #expect(abs(distribution[0] - q / (p + q)) < 1e-12 && abs(distribution[1] - p / (p + q)) < 1e-12)
    }

    @Test("Value iteration finds the best policy's values to within the tolerance", arguments: [1e-3, 1e-9, 1e-300])
    func optimum(tolerance: Double) {
        // Change from state 0, stay in state 1 where q is small: V₁ = 1 + γ((1 − q)V₁ + qV₀), V₀ = γV₁.
        let model = pair(0.2, 0.1)
        let (high, discount) = (1 / (1 - 0.9 * 0.9 - 0.9 * 0.1 * 0.9), 0.9)
        let optimum = model.optimum(discount: discount, tolerance: tolerance)
        let error = max(abs(optimum.values[1] - high), abs(optimum.values[0] - 0.9 * high))
        #expect(error <= max(tolerance, 1e-13))
        let policy = model.greedyPolicy(of: optimum.actionValues)
        #expect(policy == [0, 1, 1, 0])
        #expect(abs(model.exactReturn(of: policy, discount: discount) - 0.9 * high) < 1e-13)
        // 0.9ⁿ falls to 10⁻³, 10⁻⁹ and to what rounding leaves; a hundred idle iterations end the last.
        let bounds = tolerance == 1e-3 ? 60...120 : tolerance == 1e-9 ? 200...260 : 300...600
        #expect(bounds.contains(optimum.iterations))
    }

    @Test("A greedy policy takes the first of equal values")
    func ties() {
        #expect(pair(0.1, 0.1).greedyPolicy(of: [2, 2, -1, 0]) == [1, 0, 0, 1])
    }

    @Test("Neighbors are what any action of any model reaches")
    func neighbors() {
        let two = FiniteModel(
            states: 2, actions: 2, kernel: [[(0, 1)], [(0, 1)], [(1, 1)], [(1, 1)]], rewards: [0, 0, 0, 0],
            start: [1, 0])
        #expect(NeighborSets([two]).neighbors == [0, 1] && Array(NeighborSets([two])[0]) == [0])
        let both = NeighborSets([two, pair(1, 0.5)])
        #expect(Array(both[0]) == [0, 1] && Array(both[1]) == [0, 1])
        #expect(both.minimum(of: [3, -2], after: 0) == -2 && NeighborSets([two]).minimum(of: [3, -2], after: 0) == 3)
    }

    @Test("Heterogeneity is half the L1 norm and the largest difference of rewards")
    func heterogeneity() {
        // Rows of state 0 under action 0: (0.8, 0.2) and (0.3, 0.7): half of 0.5 + 0.5.
        let one = ModelHeterogeneity([pair(0.2, 0.5), pair(0.7, 0.5)])
        #expect(abs(one.kernels - 0.5) < 1e-15 && one.rewards == 0)
        let far = FiniteModel(
            states: 2, actions: 2, kernel: [[(1, 1)], [(0, 1)], [(0, 1)], [(1, 1)]], rewards: [0, 0.25, 1, -1],
            start: [1, 0])
        let all = ModelHeterogeneity([pair(0.2, 0.5), far, pair(0.2, 0.5)])
        #expect(all.kernels == 1 && all.rewards == 2)
    }
}
