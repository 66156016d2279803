import Determinism
import TestSupport
import Testing

@testable import Report

@Suite("Effect sizes and paired tests")
struct EffectSizeTests {
    private static let facts: CanonicalValue? = try? Fixture.json("effect-sizes")
    private static let cases = facts?["cases"]?.elements ?? []

    private func close(_ one: Double, _ other: Double?, _ tolerance: Double = 1e-10) -> Bool {
        guard let other else { return false }
        return (one - other).magnitude <= tolerance * max(1e-6, other.magnitude)
    }

    @Test("are scipy's, of samples with ties and without, small and large", arguments: 0..<17)
    func scipy(index: Int) throws {
        try #require(Self.cases.count == 17)
        let entry = Self.cases[index]
        func numbers(_ key: String) -> [Double] { (entry[key]?.elements ?? []).compactMap(\.asNumber) }
        let (one, other) = (numbers("one"), numbers("other"))
        let differences = zip(one, other).map { $0 - $1 }
        #expect(close(probabilityOfImprovement(of: one, over: other), entry["improvement"]?.asNumber))
        #expect(close(cliffsDelta(of: one, over: other), entry["delta"]?.asNumber))
        #expect(close(PairedTests.sign(differences), entry["sign"]?.asNumber))
        let ranks = PairedTests.signedRanks(differences)
        #expect(close(ranks.statistic, entry["wilcoxon"]?.asNumber))
        #expect(close(ranks.p, entry["wilcoxon_p"]?.asNumber), "\(ranks.p)")
    }

    @Test("p-values of a family are adjusted as statsmodels does")
    func holm() {
        let families = Self.facts?["families"]?.elements ?? []
        #expect(families.count == 5)
        for family in families {
            func numbers(_ key: String) -> [Double] { (family[key]?.elements ?? []).compactMap(\.asNumber) }
            let adjusted = holmAdjusted(numbers("p"))
            #expect(adjusted.count == numbers("p").count)
            #expect(zip(adjusted, numbers("holm")).allSatisfy { close($0, $1) })
        }
    }

    @Test("change sides with the samples, and are nothing of nothing")
    func sides() {
        let (one, other) = ([1.0, 4, 4, 9], [2.0, 4, 7])
        #expect(probabilityOfImprovement(of: one, over: other) + probabilityOfImprovement(of: other, over: one) == 1)
        #expect(cliffsDelta(of: one, over: other) == -cliffsDelta(of: other, over: one))
        #expect(cliffsDelta(of: [2, 3], over: [1, 1]) == 1)
        #expect(probabilityOfImprovement(of: [], over: [1]).isNaN && cliffsDelta(of: [.nan], over: [1]).isNaN)
        #expect(PairedTests.sign([]) == 1 && PairedTests.signedRanks([0, 0]).p == 1)
    }

    @Test("the tail of the normal distribution is that of tables, where its two forms meet as well")
    func tail() {
        // erfc by its definition, to ten digits (Abramowitz and Stegun, table 7.1, and scipy.special.erfc).
        let known = [
            (0.0, 1.0), (0.5, 0.4795001222), (1, 0.1572992071), (2, 0.004677734981), (3, 2.209049700e-5),
            (6, 2.151973672e-17),
        ]
        for (x, value) in known { #expect(close(PairedTests.complementaryError(x), value, 1e-9), "\(x)") }
        let (below, above) = (PairedTests.complementaryError(2.0.nextDown), PairedTests.complementaryError(2))
        #expect((below - above).magnitude < 1e-14)
    }

    @Test("a bootstrap of one column is that column's among many, and of one row nothing")
    func columns() {
        let rows = (0..<7).map { row in [Double(row * row), Double(row) / 3, .nan, -1] }
        let bootstrap = Bootstrap(resamples: 200)
        let together = bootstrap.intervals(ofMeans: rows)
        for column in [0, 1, 3] { #expect(together[column] == bootstrap.interval(ofMean: rows.map { $0[column] })) }
        #expect(together[2].value.isNaN && together[2].low.isNaN)
        #expect(bootstrap.intervals(ofMeans: [[1, 2]]).map(\.value) == [1, 2])
        #expect(bootstrap.interval(ofMean: []).value.isNaN)
    }

    @Test("draws that are made as they are needed are those of a list of all", arguments: [2, 5, 20])
    func draws(count: Int) {
        let values = (0..<count).map { Double(($0 * 7 + 3) % 11) / 3 }
        let bootstrap = Bootstrap(resamples: 500, coverage: 0.9)
        var stream = StreamKey(seed: UInt64(count), owner: "report/bootstrap").stream(.resample)
        let draws = (0..<(500 * count)).map { _ in stream.index(below: count) }
        let means = (0..<500).map { resample in
            (0..<count).reduce(0) { $0 + values[draws[resample * count + $1]] } / Double(count)
        }
        let estimate = bootstrap.interval(ofMean: values)
        #expect(
            estimate.low == quantile(means, at: (1 - 0.9) / 2)
                && estimate.high == quantile(means, at: 1 - (1 - 0.9) / 2))
    }
}
