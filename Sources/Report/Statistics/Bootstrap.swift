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
        intervals(ofMeans: values.map { [$0] }).first ?? Estimate(.nan, low: .nan, high: .nan)
    }

    /// The intervals of the means of many columns, resampling whole rows: `rows[seed][column]`.
    ///
    /// All columns go through the draws together, so that no draw is kept: memory grows with columns × resamples alone.
    public func intervals(ofMeans rows: [[Double]]) -> [Estimate] {
        let columns = rows.first?.count ?? 0
        let centers = (0..<columns).map { column in mean(rows.map { $0[column] }) }
        guard rows.count > 1 else { return centers.map { Estimate($0, low: .nan, high: .nan) } }
        let means = resampledMeans(rows, columns: columns)
        let tail = (1 - coverage) / 2
        return centers.enumerated().map { column, center in
            guard !center.isNaN else { return Estimate(center, low: .nan, high: .nan) }
            let sorted = means[(column * resamples)..<((column + 1) * resamples)].sorted()
            guard !sorted.contains(where: \.isNaN) else { return Estimate(center, low: .nan, high: .nan) }
            return Estimate(
                center, low: quantile(ofSorted: sorted, at: tail), high: quantile(ofSorted: sorted, at: 1 - tail))
        }
    }

    /// The mean of every column in every resample: `[column × resample]`.
    private func resampledMeans(_ rows: [[Double]], columns: Int) -> [Double] {
        var stream = StreamKey(seed: UInt64(rows.count), owner: "report/bootstrap").stream(.resample)
        var means = [Double](repeating: 0, count: columns * resamples)
        var sums = [Double](repeating: 0, count: columns)
        for resample in 0..<resamples {
            for column in 0..<columns { sums[column] = 0 }
            for _ in 0..<rows.count {
                let row = rows[stream.index(below: rows.count)]
                for column in 0..<columns { sums[column] += row[column] }
            }
            for column in 0..<columns { means[column * resamples + resample] = sums[column] / Double(rows.count) }
        }
        return means
    }
}
