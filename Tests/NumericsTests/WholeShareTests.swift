import Numerics
import Testing

@Suite("Whole numbers of a share")
struct WholeShareTests {
    @Test(
        "Hundredths of a hundred are whole, however they are rounded",
        arguments: [FloatingPointRoundingRule.up, .down, .toNearestOrEven])
    func hundredths(rule: FloatingPointRoundingRule) {
        for percent in 0...100 { #expect(Int.share(Double(percent) / 100, of: 100, rounded: rule) == percent) }
        for thousandth in 0...1000 {
            #expect(Int.share(Double(thousandth) / 1000, of: 3000, rounded: rule) == 3 * thousandth)
        }
    }

    @Test("What is no whole number is rounded up or down to one of its neighbors")
    func between() {
        for percent in 1...99 {
            for count in 1...200 where percent * count % 100 != 0 {
                let (low, high) = (percent * count / 100, percent * count / 100 + 1)
                #expect(Int.share(Double(percent) / 100, of: count, rounded: .down) == low)
                #expect(Int.share(Double(percent) / 100, of: count, rounded: .up) == high)
            }
        }
    }
}
