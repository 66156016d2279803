/// How often a value of one sample is above one of another: P(X > Y) + P(X = Y)/2 over all n·m pairs; NaN where either is empty.
///
/// Mann and Whitney's U/(n·m) (Annals of mathematical statistics 18, 1947), the *probability of improvement* of Agarwal et al.,
/// Deep reinforcement learning at the edge of the statistical precipice, NeurIPS 2021. It knows no units, and an order of seeds
/// does not matter to it. ½ is no difference.
public func probabilityOfImprovement(of one: [Double], over other: [Double]) -> Double {
    guard !one.isEmpty, !other.isEmpty, !(one + other).contains(where: \.isNaN) else { return .nan }
    let sorted = other.sorted()
    func count(where isBefore: (Double) -> Bool) -> Int {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(sorted[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
    // Twice the pairs, ties being halves.
    var wins = 0
    for value in one { wins += count { $0 < value } + count { $0 <= value } }
    return Double(wins) / 2 / (Double(one.count) * Double(other.count))
}

/// Cliff's δ = P(X > Y) − P(X < Y) = 2 P(improvement) − 1, from −1 to 1: which sample lies above, and how far apart they are.
///
/// Cliff, Dominance statistics: ordinal analyses to answer ordinal questions, Psychological bulletin 114, 1993.
public func cliffsDelta(of one: [Double], over other: [Double]) -> Double {
    2 * probabilityOfImprovement(of: one, over: other) - 1
}

/// Holm's adjusted p-values: of m tests the one with the k-th smallest p gets max over j ≤ k of min(1, (m − j + 1) pⱼ).
///
/// Rejecting what is adjusted to at most α keeps the chance of any false rejection at most α, whatever depends on what. Holm, A simple
/// sequentially rejective multiple test procedure, Scandinavian journal of statistics 6, 1979.
public func holmAdjusted(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    var adjusted = values
    var largest = 0.0
    for (rank, index) in order.enumerated() {
        largest = max(largest, min(1, Double(values.count - rank) * values[index]))
        adjusted[index] = largest
    }
    return adjusted
}
