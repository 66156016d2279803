import Numerics

/// Two-sided tests of whether differences of pairs lie about zero. Pairs without a difference count in neither; without any other
/// the p-value is 1.
public enum PairedTests {
    /// The most differences of which ranks are counted out exactly; beyond, Wilcoxon's statistic is taken as normal.
    public static let mostExact = 50

    /// The sign test: p = min(1, 2 P(B ≤ min(k₊, k₋))) with B binomial of n = k₊ + k₋ fair coins.
    public static func sign(_ differences: [Double]) -> Double {
        let (above, below) = (differences.count { $0 > 0 }, differences.count { $0 < 0 })
        let (count, least) = (above + below, min(above, below))
        guard count > 0, 2 * least < count else { return 1 }
        // The likeliest term by logarithms, the others by their ratios to the next.
        var log = -Double(count) * Elementary.log(2.0)
        for step in 0..<least { log += Elementary.log(Double(count - step) / Double(step + 1)) }
        var (term, sum) = (Elementary.exp(log), 0.0)
        for successes in stride(from: least, through: 0, by: -1) {
            sum += term
            term *= Double(successes) / Double(count - successes + 1)
        }
        return min(1, 2 * sum)
    }

    /// Wilcoxon's signed ranks: W₊ and W₋ are the sums of the ranks of |d| of either sign, ties sharing their mean rank;
    /// `statistic` = min(W₊, W₋).
    ///
    /// Up to `mostExact` differences p = min(1, 2 P(W ≤ statistic)) over all 2ⁿ equally likely signs of these very ranks, ties
    /// or not; beyond, the normal tail with mean n(n + 1)/4 and variance (n(n + 1)(2n + 1) − Σ(t³ − t)/2)/24, t the sizes of
    /// groups of ties, without a continuity correction. Wilcoxon, Individual comparisons by ranking methods, Biometrics
    /// bulletin 1, 1945.
    public static func signedRanks(_ differences: [Double]) -> (statistic: Double, p: Double) {
        let kept = differences.filter { $0 != 0 }.sorted { $0.magnitude < $1.magnitude }
        let count = kept.count
        guard count > 0 else { return (0, 1) }
        // Twice the ranks: whole, with ties too.
        var ranks: [Int] = []
        var ties = 0.0
        while ranks.count < count {
            let start = ranks.count
            let size = kept[start...].prefix { $0.magnitude == kept[start].magnitude }.count
            ranks += Array(repeating: 2 * start + size + 1, count: size)
            ties += Double(size) * (Double(size) * Double(size) - 1)
        }
        let above = zip(kept, ranks).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }
        let least = min(above, count * (count + 1) - above)
        let statistic = Double(least) / 2
        if count <= mostExact { return (statistic, min(1, 2 * share(of: ranks, atMost: least))) }
        let n = Double(count)
        let variance = (n * (n + 1) * (2 * n + 1) - ties / 2) / 24
        let distance = (n * (n + 1) / 4 - statistic) / variance.squareRoot()
        return (statistic, min(1, complementaryError(distance / 2.squareRoot())))
    }

    /// The share of all sums of some of the ranks, each in or out by a fair coin, that are at most `bound`.
    private static func share(of ranks: [Int], atMost bound: Int) -> Double {
        var shares = [Double](repeating: 0, count: bound + 1)
        shares[0] = 1
        for rank in ranks {
            for sum in stride(from: bound, through: 0, by: -1) {
                shares[sum] = (shares[sum] + (sum >= rank ? shares[sum - rank] : 0)) / 2
            }
        }
        return shares.reduce(0, +)
    }

    /// erfc(x) = 1 − erf(x) for x ≥ 0: erf by its series Σ (−1)ⁿ x²ⁿ⁺¹ 2/(√π n! (2n + 1)) below 2, and above by the continued
    /// fraction e^{−x²}/√π · 1/(x + ½/(x + 1/(x + 3⁄2/(x + …)))).
    static func complementaryError(_ x: Double) -> Double {
        let root = Double.pi.squareRoot()
        guard x >= 2 else {
            var (power, sum) = (x, x)
            for n in 1..<60 {
                power *= -x * x / Double(n)
                sum += power / Double(2 * n + 1)
            }
            return 1 - 2 / root * sum
        }
        var fraction = x
        for n in stride(from: 120, through: 1, by: -1) { fraction = x + Double(n) / 2 / fraction }
        return Elementary.exp(-x * x) / root / fraction
    }
}
