import Glibc
import Numerics
import Testing

@Suite("Fused multiply-add")
struct FusedMultiplyAddTests {
    private func expectFused(_ a: [Float], _ b: [Float], _ c: [Float], _ kernels: Kernels) {
        let results = bits(written(a.count) { kernels.fusedMultiplyAdd(a, b, c, count: a.count, into: $0) })
        let expected = bits(a.indices.map { fmaf(a[$0], b[$0], c[$0]) })
        let wrong = a.indices.filter { results[$0] != expected[$0] }
        let example = wrong.first.map { "\(a[$0])·\(b[$0]) + \(c[$0])" } ?? ""
        #expect(wrong.isEmpty, "\(kernels.instructionSet): \(wrong.count) differ, first \(example)")
    }

    @Test("rounds once, for numbers of every size", arguments: everyInstructionSet)
    func everySize(kernels: Kernels) {
        for seed in UInt64(1)...10 {
            expectFused(
                scatteredFloats(20_000, seed: seed), scatteredFloats(20_000, seed: seed + 100),
                scatteredFloats(20_000, seed: seed + 200), kernels)
        }
    }

    @Test("rounds once where the sum nearly cancels or nearly ties", arguments: everyInstructionSet)
    func cancellation(kernels: Kernels) {
        let a = uniformFloats(100_000, from: 0.5, to: 2, seed: 1)
        let b = uniformFloats(100_000, from: -2, to: 2, seed: 2)
        // c is −a·b moved by a few units, or far below or above the product.
        let shifts: [Float] = [0, 0x1p-24, -0x1p-24, 0x1p-47, -0x1p-48, 0x1p-60, -0x1p-100, 0x1p20]
        let c = a.indices.map { -a[$0] * b[$0] + shifts[$0 % shifts.count] }
        expectFused(a, b, c, kernels)
        // Products that are exact ties of Float32, and an addend too small to see but for its sign.
        let odd = a.indices.map { 1 + Float($0 * 2 + 1) * 0x1p-23 }
        let half = [Float](repeating: 1.5, count: a.count)
        let tiny = a.indices.map { Float($0 % 3 - 1) * 0x1p-120 }
        expectFused(odd, half, tiny, kernels)
    }

    @Test("rounds once at the edges of the format", arguments: everyInstructionSet)
    func edges(kernels: Kernels) {
        let edges: [Float] = [
            0, -0.0, 1, -1, 0x1p-149, -0x1p-149, 3 * 0x1p-149, 0x1p-126, Float.leastNormalMagnitude.nextDown, 0x1p-75,
            0x1.000002p-75,
            0x1p-74, 0x1.fffffep127, -0x1.fffffep127, 0x1p127, 0x1p64, 0x1.fffffep63, 0x1.000002p0, 0x1.fffffep-1,
            3, -3, 0x1p-24, 0x1p103, .infinity, -.infinity, .nan,
        ]
        var a: [Float] = []
        var b: [Float] = []
        var c: [Float] = []
        for x in edges {
            for y in edges {
                for z in edges {
                    a.append(x)
                    b.append(y)
                    c.append(z)
                }
            }
        }
        expectFused(a, b, c, kernels)
    }
}
