import Config
import Determinism
import Testing

@Suite("Ranges")
struct RangeTests {
    private let fields = Toy.pan

    private func settle(_ text: String, owner: String = "agent/a1", seed: UInt64 = 1, place: (Int, Int) = (0, 1))
        -> CanonicalValue?
    {
        guard let tree = Toy.normalize(text).node else { return nil }
        var resolver = Resolver()
        guard let value = resolver.resolve(tree, Toy.fields, of: "kitchen") else { return nil }
        var drawing = Drawing(seed: seed, owner: owner, common: "common") { _ in place }
        var unresolved: [(path: String, source: String)] = []
        let settled = drawing.settle(value, Toy.fields, unresolved: &unresolved)
        return unresolved.isEmpty ? settled["burner"]?["gas"] : .text(unresolved[0].source)
    }

    private func pressure(_ range: String, owner: String = "agent/a1", seed: UInt64 = 1, place: (Int, Int) = (0, 1))
        -> Double?
    {
        settle("burner: {gas: {pressure: \(range)}}", owner: owner, seed: seed, place: place)?["pressure"]?.asNumber
    }

    @Test("A draw depends on seed, owner and path alone, and lies in its range")
    func uniform() {
        let draws = (0..<200).compactMap { pressure("{uniform: [1, 3]}", owner: "agent/\($0)") }
        #expect(draws.count == 200 && draws.allSatisfy { (1..<3).contains($0) })
        #expect(Set(draws).count == 200)
        let mean = draws.reduce(0, +) / 200
        #expect(abs(mean - 2) < 0.15)
        #expect(pressure("{uniform: [1, 3]}") == pressure("{uniform: [1, 3]}", place: (5, 9)))
        #expect(pressure("{uniform: [1, 3]}") != pressure("{uniform: [1, 3]}", seed: 2))
        let beside = settle("burner: {gas: {pressure: {uniform: [1, 3]}, jets: {uniform: [1, 8]}}}")
        #expect(beside?["pressure"]?.asNumber == pressure("{uniform: [1, 3]}"))
    }

    @Test("Relative multiplies the default, spread and values go by position")
    func others() {
        // The default is 2.
        let relative = pressure("{relative: [-0.5, 0.5]}")
        let uniform = pressure("{uniform: [-0.5, 0.5]}")
        #expect(uniform == nil)
        #expect(relative.map { (1..<3).contains($0) } == true)
        #expect((0..<3).map { pressure("{spread: [1, 4]}", place: ($0, 3)) } == [1, 2.5, 4])
        #expect((0..<3).map { pressure("{values: [7, 8]}", place: ($0, 3)) } == [7, 8, 7])
    }

    @Test("Normal draws have the moments of theirs, and end where they are clipped")
    func normal() {
        let draws = (0..<4000).compactMap { pressure("{normal: [5, 0.5, 0.1, 100]}", owner: "agent/\($0)") }
        #expect(draws.count == 4000)
        let scaled = draws.map { ($0 - 5) / 0.5 }
        func mean(_ power: Int) -> Double {
            scaled.reduce(0) { sum, z in sum + (0..<power).reduce(1.0) { product, _ in product * z } } / 4000
        }
        // Standard errors at 4000: 0.016, 0.022, 0.061, 0.155; four of each.
        #expect(abs(mean(1)) < 0.064 && abs(mean(2) - 1) < 0.09 && abs(mean(3)) < 0.25 && abs(mean(4) - 3) < 0.62)
        // Φ(1) − Φ(−1) = 0.6827, Φ(2) − Φ(−2) = 0.9545; standard errors 0.0074 and 0.0033.
        func share(_ limit: Double) -> Double { Double(scaled.count { abs($0) < limit }) / 4000 }
        #expect(abs(share(1) - 0.6827) < 0.03 && abs(share(2) - 0.9545) < 0.0132 && abs(share(0.25) - 0.1974) < 0.026)
        let clipped = (0..<400).compactMap { pressure("{normal: [5, 4, 4, 6]}", owner: "agent/\($0)") }
        #expect(clipped.allSatisfy { (4...6).contains($0) } && clipped.contains(4) && clipped.contains(6))
        #expect(Set(clipped).count > 50)
        #expect(pressure("{normal: [5, 0, 4, 6]}") == 5)
    }

    @Test("A whole number is drawn whole, from both ends")
    func integers() {
        let draws = (0..<100).compactMap {
            settle("burner: {gas: {jets: {uniform: [1, 3]}}}", owner: "agent/\($0)")?["jets"]?.asInteger
        }
        #expect(Set(draws) == [1, 2, 3])
    }

    @Test("`same_as` copies another number of the same agent")
    func sameAs() {
        let text = "burner: {gas: {pressure: {same_as: burner.gas.jets}, jets: {uniform: [1, 8]}}}"
        let settled = settle(text, owner: "agent/z")
        #expect(settled?["pressure"]?.asNumber == Double(settled?["jets"]?.asInteger ?? 4))
        #expect(settle("burner: {gas: {pressure: {same_as: burner.gas.jet}}}") == .text("burner.gas.jet"))
    }

    @Test("Ranges are refused where they are malformed, not allowed, or reach what is illegal")
    func refusals() {
        func found(_ text: String) -> [String] { Toy.normalize(text).found }
        #expect(found("burner: {gas: {pressure: {uniform: 1️⃣[0, 3]}}}") == ["1 range/reaches-illegal-values"])
        #expect(found("burner: {gas: {pressure: {relative: 1️⃣[-1.5, 3]}}}") == ["1 range/reaches-illegal-values"])
        #expect(found("burner: {gas: {jets: {values: 1️⃣[1, 2.5]}}}") == ["1 range/reaches-illegal-values"])
        #expect(found("burner: {gas: {pressure: {uniform: 1️⃣[3, 1]}}}") == ["1 range/malformed"])
        #expect(found("burner: {gas: {pressure: {uniform: 1️⃣3}}}") == ["1 range/malformed"])
        #expect(found("burner: {gas: {pressure: {values: 1️⃣[a]}}}") == ["1 range/malformed"])
        #expect(found("burner: {gas: {pressure: {normal: 1️⃣[1, 2]}}}") == ["1 range/malformed"])
        #expect(found("burner: {gas: {pressure: {normal: 1️⃣[1, -2, 1, 3]}}}") == ["1 range/malformed"])
        #expect(found("burner: {gas: {pressure: {normal: 1️⃣[1, 2, 3, 1]}}}") == ["1 range/malformed"])
        #expect(found("burner: {gas: {pressure: {normal: 1️⃣[1, 2, 0, 1]}}}") == ["1 range/reaches-illegal-values"])
        #expect(found("burner: {induction: {power: 1️⃣{uniform: [1, 2]}}}") == ["1 spec/range-not-allowed"])
        #expect(found("pans: [{name: a, size: {1️⃣relative: [0, 1]}}]") == ["1 range/no-nominal"])
    }
}
