/// The trailing average of a record: at each round the mean over the rounds r − window + 1 … r.
///
/// Nil until the window is full, and where nothing was recorded within it. Rows need not be one round apart: a window
/// spans rounds, not rows. A row without a value (no episode ended) counts as nothing; one whose value is not finite makes
/// the averages over it not finite.
public func trailingAverage<Values: RandomAccessCollection<Double?>>(
    _ values: Values, rounds: [Int], window: Int
) -> [Double?] where Values.Index == Int {
    precondition(values.count == rounds.count, "every value belongs to a round")
    precondition(window > 0, "a window spans at least one round")
    let start = values.startIndex
    var first = 0
    return values.indices.map { last in
        let round = rounds[last - start]
        while rounds[first] <= round - window { first += 1 }
        guard round >= window else { return nil }
        return meanOfMeasured(values[(start + first)...last])
    }
}

/// When a record first reached a level, or how long it was watched without reaching it.
public enum FirstRound: Sendable, Equatable {
    /// The first round at or above the level.
    case reached(Int)
    /// The last round watched.
    case censored(after: Int)

    /// The round of reaching; nil where censored.
    public var round: Int? {
        if case .reached(let round) = self { round } else { nil }
    }
}

/// The first round at which the trailing average over `window` rounds is at least `level`.
public func firstCrossing<Values: RandomAccessCollection<Double?>>(
    of values: Values, rounds: [Int], window: Int, atLeast level: Double
) -> FirstRound where Values.Index == Int {
    let smooth = trailingAverage(values, rounds: rounds, window: window)
    for (value, round) in zip(smooth, rounds) {
        if let value, value >= level, value.isFinite { return .reached(round) }
    }
    return .censored(after: rounds.last ?? 0)
}

/// The quantile of crossings, censored ones counted as later than all others; nil where it falls among the censored.
///
/// The definition is the empirical one without interpolation: the ⌈level·n⌉-th smallest.
public func quantile(of crossings: [FirstRound], at level: Double) -> Int? {
    precondition((0...1).contains(level), "a quantile's level lies between 0 and 1")
    guard !crossings.isEmpty else { return nil }
    let reached = crossings.compactMap(\.round).sorted()
    let rank = max(1, Int((level * Double(crossings.count)).rounded(.up)))
    return rank <= reached.count ? reached[rank - 1] : nil
}

/// The quantile of crossings as a crossing: where it falls among the censored, the round after which it comes at least, each of
/// them taken as early as it can be; nil where there are none.
func quantileCrossing(of crossings: [FirstRound], at level: Double) -> FirstRound? {
    if let round = quantile(of: crossings, at: level) { return .reached(round) }
    let bounds = crossings.map { crossing in
        switch crossing {
        case .reached(let round), .censored(let round): round
        }
    }
    guard !bounds.isEmpty else { return nil }
    let rank = max(1, Int((level * Double(bounds.count)).rounded(.up)))
    return .censored(after: bounds.sorted()[rank - 1])
}

/// The values of a piecewise linear record, taken at increasing `places`, on an increasing `grid`. Nil outside the record and
/// beside a place without a value.
public func interpolate<Values: RandomAccessCollection<Double?>>(
    _ values: Values, from places: [Double], onto grid: [Double]
) -> [Double?] where Values.Index == Int {
    let start = values.startIndex
    var right = 0
    return grid.map { place in
        while right < places.count, places[right] < place { right += 1 }
        guard right < places.count else { return nil }
        if places[right] == place { return values[start + right] }
        guard right > 0, let before = values[start + right - 1], let after = values[start + right] else { return nil }
        let share = (place - places[right - 1]) / (places[right] - places[right - 1])
        return before + share * (after - before)
    }
}
