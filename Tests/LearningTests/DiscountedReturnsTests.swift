import Testing

@testable import Learning

@Suite("Discounted returns")
struct DiscountedReturnsTests {
    @Test("Each return is its reward plus the discounted next one")
    func accumulate() {
        // γ = 0.5: G₂ = 4; G₁ = 2 + 0.5·4 = 4; G₀ = 1 + 0.5·4 = 3
        var rewards = [1.0, 2, 4]
        DiscountedReturns.accumulate(&rewards, discount: 0.5)
        #expect(rewards == [3, 4, 4])
    }

    @Test("Normalized returns use the unbiased standard deviation, with 1e-5 added to it")
    func normalize() {
        // mean 3; squares 4 + 0 + 4 = 8, divided by 3 − 1 is 4, root 2
        var returns = [1.0, 3, 5]
        DiscountedReturns.normalize(&returns)
        let unit = 2.0 * (1.0 / (2.0 + 1e-5))
        let expected: [Double] = [-unit, 0, unit]
        #expect(returns == expected)
    }

    @Test("A single return, or equal ones, normalize to zero")
    func degenerate() {
        var one = [7.0]
        DiscountedReturns.normalize(&one)
        #expect(one == [0])
        var equal = [2.0, 2, 2]
        DiscountedReturns.normalize(&equal)
        #expect(equal == [0, 0, 0])
    }
}
