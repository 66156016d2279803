import Determinism
import Numerics
import Testing

@Suite("Orthonormal matrices")
struct OrthonormalTests {
    @Test(
        "The shorter side's vectors are orthonormal", arguments: [(3, 3), (64, 64), (64, 4), (1, 64), (5, 130), (1, 1)])
    func orthonormal(rows: Int, columns: Int) {
        var stream = StreamKey(seed: 3, owner: "test").stream(.initialization)
        let matrix = Orthonormal.matrix(rows: rows, columns: columns, from: &stream)
        #expect(stream.position == 4 * rows * columns)
        let isWide = rows <= columns
        let (count, length) = isWide ? (rows, columns) : (columns, rows)
        func entry(_ vector: Int, _ index: Int) -> Double {
            isWide ? matrix[vector * columns + index] : matrix[index * columns + vector]
        }
        for one in 0..<count {
            for other in 0...one {
                let product = (0..<length).reduce(0) { $0 + entry(one, $1) * entry(other, $1) }
                #expect(abs(product - (one == other ? 1 : 0)) < 1e-14, "\(one) and \(other)")
            }
        }
    }

    @Test("They are the Q of what was drawn: R has a positive diagonal, and nothing below it")
    func factors() {
        var stream = StreamKey(seed: 4, owner: "test").stream(.initialization)
        var draws = stream
        let (rows, columns) = (7, 4)
        let matrix = Orthonormal.matrix(rows: rows, columns: columns, from: &stream)
        let drawn = (0..<rows * columns).map { _ in draws.normal() }
        for one in 0..<columns {
            for other in 0..<columns {
                // R = Qᵀ A
                let product = (0..<rows).reduce(0) { $0 + matrix[$1 * columns + one] * drawn[$1 * columns + other] }
                if one > other { #expect(abs(product) < 1e-14) }
                if one == other { #expect(product > 0) }
            }
        }
    }

    @Test("Signs are not biased")
    func signs() {
        var positive = 0
        for seed in 0..<400 {
            var stream = StreamKey(seed: UInt64(seed), owner: "test").stream(.initialization)
            if Orthonormal.matrix(rows: 2, columns: 3, from: &stream)[0] > 0 { positive += 1 }
        }
        // Five standard deviations of a fair coin.
        #expect(abs(positive - 200) <= 50)
    }
}
