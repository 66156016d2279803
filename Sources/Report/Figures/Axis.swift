/// A linear axis: a range of values, round ticks, and the pixels they fall on.
struct Axis {
    /// The values at the two ends.
    let range: ClosedRange<Double>
    /// Round values within the range.
    let ticks: [Double]
    /// Digits after the point that tell the ticks apart.
    let decimals: Int

    /// An axis over `values` with about as many ticks as `wanted`; extended, its ends are moved outward to the next tick.
    init(covering values: ClosedRange<Double>, isExtended: Bool, wanted: Int) {
        var low = values.lowerBound
        var high = values.upperBound
        if low == high {
            let margin = low == 0 ? 1 : low.magnitude / 2
            low -= margin
            high += margin
        }
        let step = Self.step(for: (high - low) / Double(max(1, wanted)))
        let first = isExtended ? (low / step.size).rounded(.down) : (low / step.size - 1e-9).rounded(.up)
        let last = isExtended ? (high / step.size).rounded(.up) : (high / step.size + 1e-9).rounded(.down)
        ticks = stride(from: first, through: last, by: 1).map { $0 * step.size }
        range = isExtended ? (first * step.size)...(last * step.size) : low...high
        decimals = step.decimals
    }

    /// Where a value falls between `start` and `end`.
    func position(of value: Double, from start: Double, to end: Double) -> Double {
        start + (value - range.lowerBound) / (range.upperBound - range.lowerBound) * (end - start)
    }

    /// A tick's text: `0.25`, `1500`, `20k`, `2.5M`.
    func text(_ tick: Double) -> String {
        let largest = max(range.lowerBound.magnitude, range.upperBound.magnitude)
        for (unit, suffix) in [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")]
        where largest >= 10 * unit || (unit > 1e3 && largest >= unit) {
            return tick == 0 ? "0" : NumberText.short(tick / unit, decimals: 2) + suffix
        }
        return NumberText.fixed(tick, decimals: decimals)
    }

    /// The least of 1, 2, 2.5, 5 × 10ⁿ that is at least `rough`.
    private static func step(for rough: Double) -> (size: Double, decimals: Int) {
        var power = 1.0
        var decimals = 0
        while power > rough {
            power /= 10
            decimals += 1
        }
        while power * 10 <= rough { power *= 10 }
        for factor in [1, 2, 2.5, 5, 10] where factor * power >= rough * (1 - 1e-9) {
            let finer = factor == 2.5 && power <= 1 ? 1 : factor == 10 && decimals > 0 ? -1 : 0
            return (factor * power, decimals + finer)
        }
        return (10 * power, max(0, decimals - 1))
    }
}
