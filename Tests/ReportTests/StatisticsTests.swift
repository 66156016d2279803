import Report
import Testing

@Suite("Statistics")
struct StatisticsTests {
    @Test("mean and standard deviation follow their formulas")
    func moments() {
        // 2, 4, 4, 4, 5, 5, 7, 9: mean 40/8 = 5, squared deviations 9+1+1+1+0+0+4+16 = 32, variance 32/7.
        let values: [Double] = [2, 4, 4, 4, 5, 5, 7, 9]
        #expect(mean(values) == 5)
        #expect(standardDeviation(values) == (32.0 / 7).squareRoot())
        #expect(mean([]).isNaN)
        #expect(standardDeviation([3]).isNaN)
    }

    @Test("quantiles interpolate as NumPy's default does")
    func quantiles() {
        // h = 0.3 · 4 = 1.2 → 20 + 0.2 · (40 − 20) = 24
        let values: [Double] = [100, 10, 40, 20, 50]
        #expect(quantile(values, at: 0.3).distance(to: 24).magnitude < 1e-12)
        #expect(quantile(values, at: 0) == 10)
        #expect(quantile(values, at: 1) == 100)
        #expect(median(values) == 40)
        #expect(median([1, 2, 3, 10]) == 2.5)
        #expect(quantile([1, .nan], at: 0.5).isNaN)
    }

    @Test("the interquartile mean cuts a quarter, rounded down, from either end")
    func interquartile() {
        // Nine values: ⌊9/4⌋ = 2 cut at either end, leaving 3, 4, 5, 6, 7.
        #expect(interquartileMean([1000, 1, 2, 3, 4, 5, 6, 7, -900]) == (2 + 3 + 4 + 5 + 6) / 5)
        #expect(interquartileMean([1, 2, 3]) == 2)
    }

    @Test("a bootstrap interval of many values agrees with the normal one")
    func bootstrapAgainstNormal() {
        // 0, 1, …, 399: mean 199.5, sd of the mean = √((400² − 1)/12) / √400 = 5.7735; ±1.96 of it is ±11.316.
        let values = (0..<400).map(Double.init)
        let interval = Bootstrap(resamples: 4000).interval(ofMean: values)
        #expect(interval.value == 199.5)
        #expect((interval.low - (199.5 - 11.316)).magnitude < 0.8)
        #expect((interval.high - (199.5 + 11.316)).magnitude < 0.8)
    }

    @Test("a bootstrap repeats itself and scales with its values")
    func bootstrapRepeats() {
        let values: [Double] = [3, 1, 4, 1, 5, 9, 2, 6]
        let once = Bootstrap(resamples: 500).interval(ofMean: values)
        #expect(once == Bootstrap(resamples: 500).interval(ofMean: values))
        let doubled = Bootstrap(resamples: 500).interval(ofMean: values.map { $0 * 2 })
        #expect(doubled.low == once.low * 2)
        #expect(doubled.high == once.high * 2)
        #expect(once.low < once.value && once.value < once.high)
        let one = Bootstrap().interval(ofMean: [7])
        #expect(one.value == 7 && one.low.isNaN && one.high.isNaN)
    }

    @Test("every column of a table is resampled by the same draws")
    func bootstrapRows() {
        let bootstrap = Bootstrap(resamples: 300)
        let rows: [[Double]] = [[1, 10], [2, 20], [4, 40]]
        let intervals = bootstrap.intervals(ofMeans: rows)
        #expect(intervals[0] == bootstrap.interval(ofMean: [1, 2, 4]))
        #expect((intervals[1].low - 10 * intervals[0].low).magnitude < 1e-12)
    }

    @Test("a trailing average spans rounds, not rows, and starts when its window is full")
    func trailing() {
        let dense = trailingAverage([1, 2, 3, 4, 5], rounds: [1, 2, 3, 4, 5], window: 3)
        #expect(dense[0] == nil && dense[1] == nil)
        #expect(Array(dense[2...]) == [2, 3, 4])
        let sparse = trailingAverage([1, 2, 3, 4], rounds: [10, 20, 30, 40], window: 20)
        #expect(sparse[0] == nil)
        #expect(Array(sparse[1...]) == [1.5, 2.5, 3.5])
        let holed = trailingAverage([1, nil, 3], rounds: [1, 2, 3], window: 2)
        #expect(holed[1] == 1 && holed[2] == 3)
    }

    @Test("what was measured and is not finite is no gap: averages over it are not finite, and cross nothing")
    func notFinite() {
        let rounds = [1, 2, 3, 4, 5]
        for value in [Double.nan, .infinity, -.infinity] {
            let values: [Double?] = [1, 1, value, nil, 9]
            let smooth = trailingAverage(values, rounds: rounds, window: 2)
            #expect(smooth[1] == 1 && smooth[2]?.isFinite == false && smooth[3]?.isFinite == false && smooth[4] == 9)
            #expect(firstCrossing(of: values, rounds: rounds, window: 2, atLeast: 5) == .reached(5))
            #expect(firstCrossing(of: values, rounds: rounds, window: 3, atLeast: 5) == .censored(after: 5))
            #expect(meanOfMeasured([3, value])?.isFinite == false)
        }
        #expect(meanOfMeasured([nil, 3, nil, 5]) == 4 && meanOfMeasured([nil]) == nil)
    }

    @Test("the first crossing is of the trailing average, or censored at the last round")
    func crossing() {
        let values: [Double] = [0, 100, 0, 0, 60, 60, 60]
        let rounds = Array(1...7)
        #expect(firstCrossing(of: values, rounds: rounds, window: 2, atLeast: 50) == .reached(2))
        #expect(firstCrossing(of: values, rounds: rounds, window: 3, atLeast: 50) == .reached(7))
        #expect(firstCrossing(of: values, rounds: rounds, window: 3, atLeast: 61) == .censored(after: 7))
    }

    @Test("censored crossings count as later than all others")
    func crossingQuantiles() {
        let crossings: [FirstRound] = [
            .reached(30), .censored(after: 99), .reached(10), .reached(20), .censored(after: 99),
        ]
        #expect(quantile(of: crossings, at: 0.5) == 30)
        #expect(quantile(of: crossings, at: 0.25) == 20)
        #expect(quantile(of: crossings, at: 0.75) == nil)
    }

    @Test("interpolation is linear within a record and undefined outside it")
    func interpolation() {
        let values = interpolate([10, 20, 0], from: [1, 2, 4], onto: [0, 1, 1.5, 3, 4, 5])
        #expect(values[0] == nil && values[5] == nil)
        #expect(Array(values[1...4]) == [10, 15, 10, 0])
    }
}
