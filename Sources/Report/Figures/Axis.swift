import Numerics

/// An axis, linear or logarithmic: a range of values, round ticks, and the pixels they fall on.
struct Axis {
    /// The values at the two ends.
    let range: ClosedRange<Double>
    /// Round values within the range.
    let ticks: [Double]
    /// Digits after the point that tell the ticks apart.
    let decimals: Int
    /// Whether equal ratios are equally far apart. Range and ticks are positive then.
    let isLogarithmic: Bool

    /// A logarithmic axis over positive values, with about `wanted` ticks; extended, its ends are moved outward to powers of ten.
    init(coveringDecades values: ClosedRange<Double>, isExtended: Bool, wanted: Int) {
        precondition(values.lowerBound > 0, "a logarithmic axis has positive values")
        var low = 0
        while Self.power(low) > values.lowerBound { low -= 1 }
        while Self.power(low + 1) <= values.lowerBound { low += 1 }
        var high = low + 1
        while Self.power(high) < values.upperBound { high += 1 }
        let range = isExtended ? Self.power(low)...Self.power(high) : values
        let stride = max(1, (high - low + wanted - 1) / max(wanted, 1))
        let decades = Swift.stride(from: low, through: high, by: stride).map(Self.power)
        let finer = (low...high).flatMap { exponent in [1, 2, 5].map { $0 * Self.power(exponent) } }.filter(
            range.contains)
        ticks = !isExtended && finer.count <= wanted + 2 ? finer : decades.filter(range.contains)
        self.range = range
        decimals = max(0, -low)
        isLogarithmic = true
    }

    /// Ten to a whole power, by multiplication alone.
    private static let farthest = 1e300

    private static func power(_ exponent: Int) -> Double {
        var result = 1.0
        for _ in 0..<abs(exponent) { result *= 10 }
        return exponent < 0 ? 1 / result : result
    }

    /// An axis over `values` with about as many ticks as `wanted`; extended, its ends are moved outward to the next tick.
    init(covering values: ClosedRange<Double>, isExtended: Bool, wanted: Int) {
        // Twice as far apart, the ends would be without a distance.
        var low = max(values.lowerBound, -Self.farthest)
        var high = min(values.upperBound, Self.farthest)
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
        isLogarithmic = false
    }

    /// Where a value falls between `start` and `end`.
    func position(of value: Double, from start: Double, to end: Double) -> Double {
        guard !isLogarithmic else {
            let (low, high) = (Elementary.log(range.lowerBound), Elementary.log(range.upperBound))
            let share = value > 0 ? (Elementary.log(value) - low) / (high - low) : 0
            return start + share * (end - start)
        }
        return start + (value - range.lowerBound) / (range.upperBound - range.lowerBound) * (end - start)
    }

    /// A tick's text: `0.25`, `1500`, `20k`, `2.5M`.
    func text(_ tick: Double) -> String {
        if isLogarithmic, tick < 0.01 || tick >= 1e5 {
            let exponent = exponent(of: tick)
            return "\(NumberText.fixed(tick / Self.power(exponent), decimals: 0))e\(exponent)"
        }
        let largest = isLogarithmic ? tick : max(range.lowerBound.magnitude, range.upperBound.magnitude)
        for (unit, suffix) in [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")]
        where largest >= 10 * unit || (unit > 1e3 && largest >= unit) {
            return tick == 0 ? "0" : NumberText.short(tick / unit, decimals: 2) + suffix
        }
        return isLogarithmic
            ? NumberText.short(tick, decimals: decimals) : NumberText.fixed(tick, decimals: decimals)
    }

    /// The exponent of a power of ten.
    private func exponent(of tick: Double) -> Int {
        var exponent = 0
        while Self.power(exponent) > tick * (1 + 1e-9) { exponent -= 1 }
        while Self.power(exponent + 1) <= tick * (1 + 1e-9) { exponent += 1 }
        return exponent
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
