import Determinism
import Learning
import Testing

@Suite("Traces of what is no number")
struct StateSweepTests {
    private static func trace(_ singles: [Float], _ doubles: [Double]) -> (trace: UInt64, isFinite: Bool) {
        var sweep = StateSweep.tracing
        singles.withUnsafeBytes { sweep.add(learnedSingles: $0) }
        doubles.withUnsafeBytes { sweep.add(learnedDoubles: $0) }
        return (sweep.trace, sweep.isFinite)
    }

    @Test("do not depend on its sign and payload, and do on where it stands", arguments: [1, 15, 16, 17, 100])
    func forms(count: Int) {
        let finite = (0..<count).map { Float($0) - 3.5 }
        let wide = finite.map(Double.init)
        for place in [0, count / 2, count - 1] {
            var traces: Set<UInt64> = []
            for bits: UInt32 in [0x7FC0_0000, 0xFFC0_0000, 0x7FC0_0001, 0xFFFF_FFFF] {
                var (singles, doubles) = (finite, wide)
                singles[place] = Float(bitPattern: bits)
                // The same sign and payload.
                let wide = UInt64(bits >> 31) << 63 | 0x7FF8_0000_0000_0000 | UInt64(bits & 0x3F_FFFF)
                doubles[place] = Double(bitPattern: wide)
                let found = Self.trace(singles, doubles)
                #expect(!found.isFinite)
                traces.insert(found.trace)
            }
            #expect(traces.count == 1)
            var infinite = finite
            infinite[place] = .infinity
            #expect(!traces.contains(Self.trace(infinite, wide).trace))
            infinite[place] = -.infinity
            let (negative, isFinite) = Self.trace(infinite, wide)
            #expect(!isFinite && !traces.contains(negative))
        }
    }

    @Test("and those of numbers are the fingerprint of their bytes")
    func numbers() {
        let singles = (0..<33).map { Float($0) * 0.1 - 1 }
        let doubles = (0..<9).map { Double($0) * -0.3 }
        var expected = LaneFingerprint()
        singles.withUnsafeBytes { expected.update($0) }
        doubles.withUnsafeBytes { expected.update($0) }
        #expect(Self.trace(singles, doubles) == (expected.value, true))
        // Infinities are numbers with one form: their traces are those of their bytes too.
        var infinite = LaneFingerprint()
        [Float.infinity, -1].withUnsafeBytes { infinite.update($0) }
        [Double]().withUnsafeBytes { infinite.update($0) }
        #expect(Self.trace([.infinity, -1], []).trace == infinite.value)
    }
}
