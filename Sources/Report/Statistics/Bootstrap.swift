internal import Determinism

/// A statistic with the ends of its interval.
public struct Estimate: Sendable, Equatable {
    /// The statistic of the values themselves.
    public let value: Double
    /// The lower end.
    public let low: Double
    /// The upper end.
    public let high: Double

    /// A value between the ends of its interval.
    public init(_ value: Double, low: Double, high: Double) {
        self.value = value
        self.low = low
        self.high = high
    }
}

/// A percentile bootstrap: resamples with replacement, always the same ones for the same number of values.
///
/// Efron and Tibshirani, An introduction to the bootstrap, 1993, chapter 13. With few values the interval is too narrow
/// (five values: about 85 % coverage for a nominal 95 %), which a report must say.
public struct Bootstrap: Sendable {
    /// How many resamples are drawn.
    public let resamples: Int
    /// The nominal coverage, such as 0.95.
    public let coverage: Double

    /// A bootstrap of this size.
    public init(resamples: Int = 2000, coverage: Double = 0.95) {
        precondition(resamples > 0 && coverage > 0 && coverage < 1, "a bootstrap needs resamples and a coverage")
        self.resamples = resamples
        self.coverage = coverage
    }

    /// The interval of the mean. Values of differences paired by seed give the paired interval.
    ///
    /// With one value there is nothing to resample: both ends are NaN.
    public func interval(ofMean values: [Double]) -> Estimate {
        let draws = indices(count: values.count)
        return interval(ofMean: values, draws: draws)
    }

    /// The intervals of the means of many columns, resampling whole rows: `rows[seed][column]`.
    public func intervals(ofMeans rows: [[Double]]) -> [Estimate] {
        guard let columns = rows.first?.count else { return [] }
        let draws = indices(count: rows.count)
        return (0..<columns).map { column in interval(ofMean: rows.map { $0[column] }, draws: draws) }
    }

    private func interval(ofMean values: [Double], draws: [Int]) -> Estimate {
        let center = mean(values)
        guard values.count > 1, !center.isNaN else { return Estimate(center, low: .nan, high: .nan) }
        var means: [Double] = []
        means.reserveCapacity(resamples)
        for resample in 0..<resamples {
            var sum = 0.0
            for position in 0..<values.count { sum += values[draws[resample * values.count + position]] }
            means.append(sum / Double(values.count))
        }
        means.sort()
        let tail = (1 - coverage) / 2
        return Estimate(center, low: quantile(means, at: tail), high: quantile(means, at: 1 - tail))
    }

    private func indices(count: Int) -> [Int] {
        guard count > 1 else { return [] }
        var stream = StreamKey(seed: UInt64(count), owner: "report/bootstrap").stream(.resample)
        return (0..<(resamples * count)).map { _ in stream.index(below: count) }
    }
}
