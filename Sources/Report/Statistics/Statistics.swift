/// The arithmetic mean, x̄ = Σx / n, summed in order; NaN where there is nothing.
public func mean(_ values: some Collection<Double>) -> Double {
    values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
}

/// The mean of the values that were measured; nil where none was. It is not finite where one of them is not: a diverged value
/// is never left out.
public func meanOfMeasured(_ values: some Sequence<Double?>) -> Double? {
    var (sum, count) = (0.0, 0)
    for case let value? in values {
        sum += value
        count += 1
    }
    return count == 0 ? nil : sum / Double(count)
}

/// The sample standard deviation, s = √(Σ(x − x̄)² / (n − 1)); NaN for fewer than two values.
public func standardDeviation(_ values: some Collection<Double>) -> Double {
    guard values.count > 1 else { return .nan }
    let center = mean(values)
    let squares = values.reduce(0) { $0 + ($1 - center) * ($1 - center) }
    return (squares / Double(values.count - 1)).squareRoot()
}

/// The quantile at `level` ∈ [0, 1] by linear interpolation: x₍⌊h⌋₎ + (h − ⌊h⌋)(x₍⌊h⌋₊₁₎ − x₍⌊h⌋₎), h = level·(n − 1).
///
/// This is Hyndman and Fan's definition 7 (The American Statistician, 1996), the default of R and NumPy.
public func quantile(_ values: some Collection<Double>, at level: Double) -> Double {
    precondition((0...1).contains(level), "a quantile's level lies between 0 and 1")
    guard !values.isEmpty, !values.contains(where: \.isNaN) else { return .nan }
    return quantile(ofSorted: values.sorted(), at: level)
}

/// The same of values that are sorted already, and all numbers; there is at least one.
func quantile(ofSorted sorted: [Double], at level: Double) -> Double {
    let position = level * Double(sorted.count - 1)
    let below = Int(position)
    guard below + 1 < sorted.count else { return sorted[sorted.count - 1] }
    return sorted[below] + (position - Double(below)) * (sorted[below + 1] - sorted[below])
}

/// The middle value, or the mean of the two middle ones.
public func median(_ values: some Collection<Double>) -> Double {
    quantile(values, at: 0.5)
}

/// The mean of what is left after ⌊n/4⌋ values are cut from either end of the sorted values.
///
/// Agarwal et al., Deep reinforcement learning at the edge of the statistical precipice, NeurIPS 2021.
public func interquartileMean(_ values: some Collection<Double>) -> Double {
    guard !values.contains(where: \.isNaN) else { return .nan }
    let cut = values.count / 4
    return mean(values.sorted()[cut..<(values.count - cut)])
}
