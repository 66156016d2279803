import Determinism
import Glibc
import Numerics
import Testing

@Suite("Row functions")
struct RowFunctionTests {
    private func softmax(_ logits: [Float], _ actions: Int, _ kernels: Kernels) -> [Float] {
        written(logits.count) {
            kernels.softmaxRows(logits, rows: logits.count / actions, actions: actions, into: $0)
        }
    }

    @Test("softmax agrees with Float64", arguments: [1, 2, 3, 5, 16, 31])
    func accuracy(actions: Int) {
        let logits = uniformFloats(37 * actions, from: -30, to: 30, seed: UInt64(actions))
        let probabilities = softmax(logits, actions, .active)
        for row in 0..<37 {
            let z = logits[(row * actions)..<((row + 1) * actions)].map(Double.init)
            let top = z.max() ?? 0
            let sum = z.reduce(0) { $0 + exp($1 - top) }
            for (action, value) in z.enumerated() {
                let expected = exp(value - top) / sum
                let probability = Double(probabilities[row * actions + action])
                // e^(z − m) and the quotient, and half a unit of z − m times its size
                #expect(abs(probability - expected) <= (4e-7 + 0x1p-24 * (top - value)) * expected)
            }
        }
    }

    @Test("a row's softmax does not depend on the rows beside it, nor on the instruction set", arguments: [1, 2, 3, 7])
    func equalBits(actions: Int) {
        var logits = uniformFloats(53 * actions, from: -100, to: 100, seed: UInt64(40 + actions))
        logits[actions] = .infinity
        logits[3 * actions] = .nan
        let expected = bits(softmax(logits, actions, everyInstructionSet[0]))
        for kernels in everyInstructionSet {
            #expect(bits(softmax(logits, actions, kernels)) == expected, "\(kernels.instructionSet)")
            for row in 0..<53 {
                let one = Array(logits[(row * actions)..<((row + 1) * actions)])
                let slice = Array(expected[(row * actions)..<((row + 1) * actions)])
                #expect(bits(softmax(one, actions, kernels)) == slice, "row \(row) on \(kernels.instructionSet)")
            }
        }
    }

    @Test("two actions have the bits of the general formula")
    func pairs() {
        let logits = uniformFloats(200, from: -20, to: 20, seed: 5)
        let fast = softmax(logits, 2, .active)
        for row in 0..<100 {
            let (z0, z1) = (logits[2 * row], logits[2 * row + 1])
            let e = [Elementary.exp(z0 - max(z0, z1)), Elementary.exp(z1 - max(z0, z1))]
            let factor = 1 / (e[0] + e[1])
            #expect(fast[2 * row] == e[0] * factor && fast[2 * row + 1] == e[1] * factor)
        }
    }

    @Test("probabilities too small for a normal number are zero")
    func underflow() {
        #expect(softmax([0, -87, 0, -88], 2, .active).map { $0 > 0 } == [true, true, true, false])
    }

    @Test("a combination adds fused terms in the order of rows", arguments: everyInstructionSet)
    func combination(kernels: Kernels) {
        let (count, width, stride) = (7, 53, 60)
        let rows = uniformFloats(count * stride, from: -1, to: 1, seed: 21)
        let weights = uniformFloats(count, from: 0, to: 1, seed: 22)
        let result = written(width) {
            kernels.combine(
                rows: rows, stride: stride, count: count, width: width, weights: weights, divisor: 3, into: $0)
        }
        let expected = (0..<width).map { column in
            (0..<count).reduce(Float(0)) { fmaf(weights[$1], rows[$1 * stride + column], $0) } / 3
        }
        #expect(bits(result) == bits(expected))
    }

    @Test(
        "a mean in Float64 is each column's sum in the order of rows over their count", arguments: everyInstructionSet)
    func doubles(kernels: Kernels) {
        for (count, width) in [(1, 5), (7, 1), (9, 7), (5, 8), (100, 30), (6, 33), (4, 64), (3, 71)] {
            var stream = StreamKey(seed: 23, owner: "test").stream(.sampling)
            let rows = (0..<(count * width)).map { _ in stream.uniform(from: -1, to: 1) }
            let mean = [Double](unsafeUninitializedCapacity: width) { buffer, written in
                if let base = buffer.baseAddress { kernels.mean(rows: rows, count: count, width: width, into: base) }
                written = width
            }
            let expected = (0..<width).map { column in
                (1..<count).reduce(rows[column]) { $0 + rows[$1 * width + column] } / Double(count)
            }
            #expect(mean.map(\.bitPattern) == expected.map(\.bitPattern), "\(count) rows of \(width)")
        }
    }

    @Test("the mean of equal rows is the row", arguments: [2, 3, 8, 10])
    func mean(count: Int) {
        // Multiples of 2⁻²⁰, whose sums are exact.
        let row = uniformFloats(40, from: 0, to: 1, seed: 30).map { ($0 * 0x1p20).rounded() * 0x1p-20 }
        let rows = (0..<count).flatMap { _ in row }
        let mean = written(40) {
            Kernels.active.combine(
                rows: rows, stride: 40, count: count, width: 40, weights: [Float](repeating: 1, count: count),
                divisor: Float(count), into: $0)
        }
        #expect(mean == row)
    }
}
