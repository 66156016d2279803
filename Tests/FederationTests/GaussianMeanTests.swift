import Config
import Determinism
import Testing

@testable import Federation
@testable import Learning

/// Two states, one control each: μ, σ, μ, σ.
@Suite("The mean of Gaussian policies")
struct GaussianMeanTests {
    private static func combined(_ rows: [Float], _ word: String, _ shares: Shares) -> [Float] {
        var (rows, result) = (rows, [Float](repeating: .nan, count: 4))
        var signature = Signature("action_distributions", .distribution, .single, width: 4, columns: 4)
        signature.controls = 1
        let request = Request(.distributions(at: 0..<2), signature)
        let aggregator = Language.federation[Aggregators.name].make(
            Choice(.object([.init("mean", .object([.init("gaussian", .text(word))]))])))
        let count = rows.count / 4
        rows.withUnsafeMutableBytes { rows in
            result.withUnsafeMutableBytes { result in
                var made = Batch(signature, request, count: 1, base: result.baseAddress, epoch: 1)
                aggregator.combine(
                    Batch(signature, request, count: count, base: rows.baseAddress, epoch: 1), shares, into: &made)
            }
        }
        return result
    }

    private static let rows: [Float] = [0, 1, 1, 2, 2, 1, 1, 2]

    @Test("deviations are averaged, or are the mixture's")
    func words() {
        #expect(Self.combined(Self.rows, "average_parameters", .equal) == [1, 1, 1, 2])
        // Of N(0, 1) and N(2, 1) alike: mean 1, variance 1 + 1.
        #expect(Self.combined(Self.rows, "match_moments", .equal) == [1, Float(2.0.squareRoot()), 1, 2])
        // By ¼ and ¾: mean 1.5, variance 1 + ¼ · 1.5² + ¾ · 0.5² = 1.75.
        #expect(
            Self.combined(Self.rows, "match_moments", .given([0.25, 0.75])) == [1.5, Float(1.75.squareRoot()), 1, 2])
        let columns = [0.25, 1, 0.5, 1, 0.75, 0, 0.5, 0]
        #expect(
            Self.combined(Self.rows, "match_moments", .byColumn(columns)) == [1.5, Float(1.75.squareRoot()), 1, 2])
    }

    @Test("equal rows give that row", arguments: ["average_parameters", "match_moments"])
    func equal(word: String) {
        let row: [Float] = [0.3, 0.7, -4, 1e-3]
        let made = Self.combined(row + row + row, word, .equal)
        for (one, other) in zip(made, row) { #expect(abs(one - other) <= 2 * other.ulp) }
    }

    @Test("a part of the states has as many controls")
    func part() {
        var signature = Signature("action_distributions", .distribution, .single, width: 4, columns: 4)
        signature.controls = 1
        let part = Request(.distributions(at: 0..<2), signature).at(1..<2)
        #expect(part.signature.controls == 1 && part.signature.width == 2)
    }
}
