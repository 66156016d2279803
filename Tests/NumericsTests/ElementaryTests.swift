import Determinism
import Glibc
import Numerics
import Testing

@Suite("Elementary functions")
struct ElementaryTests {
    /// Units in the last place between a result and glibc's 64-bit significand.
    private func units(_ result: Double, _ exact: Float80) -> Double {
        let rounded = Double(exact)
        if rounded.isNaN || result.isNaN { return rounded.isNaN && result.isNaN ? 0 : .infinity }
        if rounded.isInfinite || result.isInfinite { return rounded == result ? 0 : .infinity }
        return Double(abs(Float80(result) - exact) / Float80(rounded.ulp))
    }

    private func worst(
        _ ranges: [(Double, Double)], _ function: (Double) -> Double, _ exactly: (Float80) -> Float80
    ) -> (units: Double, at: Double) {
        var stream = StreamKey(seed: 5, owner: "test").stream(.sampling)
        var worst = (units: 0.0, at: 0.0)
        for (low, high) in ranges {
            for _ in 0..<30_000 {
                let x = low + (high - low) * stream.uniform()
                let off = units(function(x), exactly(Float80(x)))
                if off > worst.units { worst = (off, x) }
            }
        }
        return worst
    }

    @Test("Angles of cosines are the C library's")
    func arccos() {
        for index in -20_000...20_000 {
            let x = Double(index) / 20_000
            let (ours, theirs) = (Elementary.arccos(x), acos(x))
            #expect(abs(ours - theirs) <= 2 * max(theirs, 1).ulp, "arccos \(x)")
        }
        for x in [1 - 0x1p-50, -1 + 0x1p-50, 0x1p-1000, 1e-17] {
            #expect(abs(Elementary.arccos(x) - acos(x)) <= 2 * max(acos(x), 1).ulp)
        }
        #expect(Elementary.arccos(1.5) == 0 && Elementary.arccos(-.infinity) == .pi && Elementary.arccos(.nan).isNaN)
    }

    @Test("exp is within 1 unit of glibc's long double")
    func exponential() {
        let found = worst([(-1, 1), (-745, 710), (-30, 30), (-745.2, -700), (700, 709.9)], Elementary.exp, expl)
        #expect(found.units <= 1, "\(found)")
        let ends: [Double] = [0, -.infinity, .infinity, 710, -746]
        #expect(ends.map(Elementary.exp) == [1, 0, .infinity, .infinity, 0])
        #expect(Elementary.exp(Double.nan).isNaN)
    }

    @Test("log is within 1 unit of glibc's long double")
    func logarithm() {
        let found = worst([(0.5, 2), (0, 1e-3), (0, 1e300), (0.99, 1.01), (0, 0x1p-1023)], Elementary.log, logl)
        #expect(found.units <= 1, "\(found)")
        #expect(Elementary.log(Double(1)) == 0 && Elementary.log(Double(0)) == -.infinity)
        #expect(Elementary.log(Double(-1)).isNaN && Elementary.log(Double.infinity) == .infinity)
        #expect(units(Elementary.log(0x1p-1074), logl(Float80(0x1p-1074))) <= 1)
    }

    @Test("tanh is within 2 units of glibc's long double")
    func hyperbolicTangent() {
        let found = worst([(-0.625, 0.625), (-3, 3), (-25, 25), (-1e-8, 1e-8)], Elementary.tanh, tanhl)
        #expect(found.units <= 2, "\(found)")
        let ends: [Double] = [0, 30, -.infinity]
        #expect(ends.map(Elementary.tanh) == [0, 1, -1] && Elementary.tanh(Double.nan).isNaN)
    }

    @Test("sin and cos are within 1 unit of glibc's long double, near and far")
    func circle() {
        let ranges = [
            (-0.8, 0.8), (-7, 7), (-1000, 1000), (-1.7e6, 1.7e6), (-1e9, 1e9), (-1e18, 1e18), (-1e300, 1e300),
            (-1e-9, 1e-9),
        ]
        let sine = worst(ranges, Elementary.sin, sinl)
        #expect(sine.units <= 1, "\(sine)")
        let cosine = worst(ranges, Elementary.cos, cosl)
        #expect(cosine.units <= 1, "\(cosine)")
        #expect(Elementary.sin(.infinity).isNaN && Elementary.cos(.nan).isNaN)
        #expect(Elementary.sin(Double(0)) == 0 && Elementary.cos(0) == 1)
    }

    @Test("sin and cos stay within 1 unit beside multiples of π/2, where reduction cancels most")
    func nearMultiples() {
        var worst = (units: 0.0, at: 0.0)
        func look(_ x: Double) {
            for off in [units(Elementary.sin(x), sinl(Float80(x))), units(Elementary.cos(x), cosl(Float80(x)))]
            where off > worst.units { worst = (off, x) }
        }
        for n in stride(from: 1, through: 1_000_000, by: 37) {
            let x = Double(Float80(n) * 1.5707963267948966192313216916397514)
            for shifted in [x, x.nextUp, x.nextDown, -x] { look(shifted) }
        }
        // The Float64 closest to a multiple of π/2 (Muller, Elementary Functions, table 11.1), its like, the largest.
        for x in [6_381_956_970_095_103 * 0x1p797, 5.319372648326541e255, Double.greatestFiniteMagnitude] { look(x) }
        #expect(worst.units <= 1, "\(worst)")
    }

    @Test("powers of whole exponents agree with pow")
    func powers() {
        for exponent in [0, 1, 2, 3, 17, 100, 2000, 123_457] {
            for base in [0.9, 0.999, 1.0, 0.95, 2.0] {
                let expected = pow(base, Double(exponent))
                guard expected.isNormal else { continue }
                #expect(abs(Elementary.power(base, exponent) - expected) <= 1e-10 * expected)
            }
        }
    }
}
