import Testing

@testable import Learning

@Suite("Generalized advantages")
struct GeneralizedAdvantageTests {
    private static func estimate(
        _ rewards: [Double], _ ends: [UInt8], _ values: [Double], last: Double, discount: Double, lambda: Double
    ) -> [Double] {
        var advantages = [Double](repeating: .nan, count: rewards.count)
        GeneralizedAdvantage.estimate(
            rewards: rewards, ends: ends, values: values, last: last, discount: discount, lambda: lambda,
            into: &advantages)
        return advantages
    }

    @Test("With λ = 0 they are errors of one step; nothing is seen beyond an episode's end")
    func oneStep() {
        // δ₀ = 1 + 0.5·4 − 2 = 1,  δ₁ = 2 − 4 = −2 at the end,  δ₂ = 3 + 0.5·10 − 6 = 2
        #expect(
            Self.estimate([1, 2, 3], [0, 1, 0], [2, 4, 6], last: 10, discount: 0.5, lambda: 0) == [1, -2, 2])
    }

    @Test("With λ = 1 they are returns less values")
    func whole() {
        // Returns: 2 at the end, 1 + 0.5·2 = 2 before it; 3 + 0.5·10 = 8 after it.
        #expect(
            Self.estimate([1, 2, 3], [0, 1, 0], [2, 4, 6], last: 10, discount: 0.5, lambda: 1) == [0, -2, 2])
    }

    @Test("Between, errors fade by γλ")
    func between() {
        // δ = 1, −2, 2; γλ = 0.25; A₁ = −2 and A₂ = 2, for the end lies between; A₀ = 1 − 0.25·2
        #expect(
            Self.estimate([1, 2, 3], [0, 1, 0], [2, 4, 6], last: 10, discount: 0.5, lambda: 0.5) == [0.5, -2, 2])
    }

    @Test("Normalized they have mean 0 and unbiased deviation 1; one alone, and equal ones, stay finite")
    func normalized() {
        var some = [1.0, 2, 3]
        GeneralizedAdvantage.normalize(&some, count: 3)
        // mean 2, unbiased deviation 1
        for (found, expected) in zip(some, [-1.0, 0, 1]) { #expect(abs(found - expected) < 2e-8) }
        var one = [7.0]
        GeneralizedAdvantage.normalize(&one, count: 1)
        #expect(one == [7])
        var equal = [7.0, 7]
        GeneralizedAdvantage.normalize(&equal, count: 2)
        #expect(equal == [0, 0])
    }
}
