/// The trailing average of a record: at each round the mean over the rounds r − window + 1 … r.
///
/// Nil until the window is full, and where nothing was recorded within it. Rows need not be one round apart: a window
/// spans rounds, not rows. A row without a value (no episode ended) counts as nothing; one whose value is not finite makes
/// the averages over it not finite.
public func trailingAverage(_ values: [Double?], rounds: [Int], window: Int) -> [Double?] {
    precondition(values.count == rounds.count, "every value belongs to a round")
    precondition(window > 0, "a window spans at least one round")
    var first = 0
    return values.indices.map { last in
        while rounds[first] <= rounds[last] - window { first += 1 }
        guard rounds[last] >= window else { return nil }
        return meanOfMeasured(Array(values[first...last]))
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
public func firstCrossing(of values: [Double?], rounds: [Int], window: Int, atLeast level: Double) -> FirstRound {
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

/// The values of a piecewise linear record, taken at increasing `places`, on an increasing `grid`. Nil outside the record and
/// beside a place without a value.
public func interpolate(_ values: [Double?], from places: [Double], onto grid: [Double]) -> [Double?] {
    var right = 0
    return grid.map { place in
        while right < places.count, places[right] < place { right += 1 }
        guard right < places.count else { return nil }
        if places[right] == place { return values[right] }
        guard right > 0, let before = values[right - 1], let after = values[right] else { return nil }
        let share = (place - places[right - 1]) / (places[right] - places[right - 1])
        return before + share * (after - before)
    }
}
