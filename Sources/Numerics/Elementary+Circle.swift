/// Sine and cosine.
extension Elementary {
    /// sin x and cos x together, each within 1 unit in the last place for every finite x; not a number otherwise.
    @inlinable
    public static func sinCos(_ x: Double) -> (sine: Double, cosine: Double) {
        if x.magnitude <= 0.7853981633974483 { return circle(x, 0) }
        return sinCosReduced(x)
    }

    /// sin x.
    @inlinable
    public static func sin(_ x: Double) -> Double { sinCos(x).sine }

    /// cos x.
    @inlinable
    public static func cos(_ x: Double) -> Double { sinCos(x).cosine }

    /// On |r| ≤ π/4, at r + tail.
    @inlinable
    static func circle(_ r: Double, _ tail: Double) -> (sine: Double, cosine: Double) {
        let u = r * r
        let u2 = u * u
        let u4 = u2 * u2
        let s01 = -0x1.555555555554ap-3 + u * 0x1.111111110f99ep-7
        let s23 = -0x1.a01a019c2fe0ep-13 + u * 0x1.71de358e5015cp-19
        let s45 = -0x1.ae5e75d8f30aap-26 + u * 0x1.5d971332f1490p-33
        let sine = r + (r * (u * (s01 + u2 * s23 + u4 * s45)) + tail * (1 - 0.5 * u))
        let c01 = 0x1.555555555554cp-5 + u * -0x1.6c16c16c151f1p-10
        let c23 = 0x1.a01a019cbca36p-16 + u * -0x1.27e4f8118ef7fp-22
        let c45 = 0x1.1ee9f0ebe008dp-29 + u * -0x1.8fb11fa494e68p-37
        let half = 0.5 * u
        let nearly = 1 - half
        let cosine = nearly + (((1 - nearly) - half) + (u2 * (c01 + u2 * c23 + u4 * c45) - r * tail))
        return (sine, cosine)
    }

    @usableFromInline
    static func sinCosReduced(_ x: Double) -> (sine: Double, cosine: Double) {
        guard x.isFinite else { return (.nan, .nan) }
        let reduced = x.magnitude < 1.6e6 ? nearQuarter(x) : farQuarter(x)
        let (sine, cosine) = circle(reduced.remainder, reduced.tail)
        switch reduced.quarter & 3 {
        case 0: return (sine, cosine)
        case 1: return (cosine, -sine)
        case 2: return (-sine, -cosine)
        default: return (-cosine, sine)
        }
    }

    /// x = quarter·π/2 + remainder + tail for |x| < 2²⁰·π/2, with π/2 in parts of 33 bits (Cody & Waite, 1980): their
    /// products with the quarter are exact, and so are the differences with their rounding errors.
    private static func nearQuarter(_ x: Double) -> (quarter: Int, remainder: Double, tail: Double) {
        let n = (x * 0x1.45f306dc9c883p-1 + roundingShift) - roundingShift
        let (first, error0) = exactDifference(x, n * 0x1.921fb544p0)
        let (second, error1) = exactDifference(first, n * 0x1.0b4611a6p-34)
        let (third, error2) = exactDifference(second, n * 0x1.3198a2ep-69)
        let rest = ((error0 + error1) + error2) - n * 0x1.b839a252049c1p-104
        let remainder = third + rest
        return (Int(n), remainder, (third - remainder) + rest)
    }

    /// a − b rounded, and what the rounding lost (Knuth's TwoSum).
    private static func exactDifference(_ a: Double, _ b: Double) -> (difference: Double, error: Double) {
        let difference = a - b
        let recovered = difference - a
        return (difference, (a - (difference - recovered)) - (b + recovered))
    }

    /// The same for any finite x, by multiplying with the bits of 2/π that matter (Payne & Hanek, 1983).
    private static func farQuarter(_ x: Double) -> (quarter: Int, remainder: Double, tail: Double) {
        let significand = x.significandBitPattern | 1 << 52
        let power = Int(x.exponent) - 52
        // |x|·2/π mod 4, as 192 bits after the point of quarters: bits of 2/π above 4/2^power only add whole turns.
        let (high, middle, low) = (bits(of: power - 2), bits(of: power + 62), bits(of: power + 126))
        let lowest = low.multipliedFullWidth(by: significand)
        let center = middle.multipliedFullWidth(by: significand)
        let (word1, carry1) = center.low.addingReportingOverflow(lowest.high)
        let word0 = high &* significand &+ center.high &+ (carry1 ? 1 : 0)
        let word2 = lowest.low
        var quarter = Int(word0 >> 62)
        // The fraction of a quarter, rounded to the nearer end: two's complement of 190 bits, moved to the top.
        var fraction = (word0 << 2 | word1 >> 62, word1 << 2 | word2 >> 62, word2 << 2)
        let isPast = fraction.0 >> 63 == 1
        if isPast {
            quarter += 1
            fraction = negated(fraction)
        }
        let zeros = fraction.0.leadingZeroBitCount
        let leading = shifted(fraction, by: zeros)
        // Two parts of 53 bits of the fraction, times π/2 in parts whose products are exact (Dekker).
        let upper = Double(leading.0 >> 11)
        let lower = Double((leading.0 & 0x7FF) << 42 | leading.1 >> 22)
        let scale = twoTo(Int64(-53 - zeros))
        let a = upper * scale
        let aLow = lower * scale * 0x1p-53
        let aHead = Double(leading.0 >> 38) * 0x1p27 * scale
        let aTail = a - aHead
        let product = a * 0x1.921fb54442d18p0
        let head = 0x1.921fb54p0
        let tail = 0x1.921fb54442d18p0 - head
        let lost = ((aHead * head - product) + aHead * tail + aTail * head) + aTail * tail
        let rest = lost + (a * 0x1.1a62633145c07p-54 + aLow * 0x1.921fb54442d18p0)
        let remainder = product + rest
        let error = (product - remainder) + rest
        let isNegative = isPast != (x < 0)
        return (
            x < 0 ? -quarter : quarter, isNegative ? -remainder : remainder, isNegative ? -error : error
        )
    }

    /// 64 bits of 2/π from a place after the point on; 0 before it.
    private static func bits(of place: Int) -> UInt64 {
        let word = place >> 6
        let shift = UInt64(place & 63)
        let first = word >= 0 && word < twoOverPi.count ? twoOverPi[word] : 0
        let second = word + 1 >= 0 && word + 1 < twoOverPi.count ? twoOverPi[word + 1] : 0
        return shift == 0 ? first : first << shift | second >> (64 - shift)
    }

    private typealias Wide = (UInt64, UInt64, UInt64)

    private static func negated(_ x: Wide) -> Wide {
        let (low, carry0) = (~x.2).addingReportingOverflow(1)
        let (middle, carry1) = (~x.1).addingReportingOverflow(carry0 ? 1 : 0)
        return (~x.0 &+ (carry1 ? 1 : 0), middle, low)
    }

    private static func shifted(_ x: Wide, by zeros: Int) -> Wide {
        guard zeros > 0 else { return x }
        let left = UInt64(zeros)
        guard zeros < 64 else { return (x.1, x.2, 0) }
        return (x.0 << left | x.1 >> (64 - left), x.1 << left | x.2 >> (64 - left), x.2 << left)
    }

    /// The first 1280 bits of 2/π after the point.
    private static let twoOverPi: [UInt64] = [
        0xA2F9_836E_4E44_1529, 0xFC27_57D1_F534_DDC0, 0xDB62_9599_3C43_9041, 0xFE51_63AB_DEBB_C561,
        0xB724_6E3A_424D_D2E0, 0x0649_2EEA_09D1_921C, 0xFE1D_EB1C_B129_A73E, 0xE882_35F5_2EBB_4484,
        0xE99C_7026_B45F_7E41, 0x3991_D639_8353_39F4, 0x9C84_5F8B_BDF9_283B, 0x1FF8_97FF_DE05_980F,
        0xEF2F_118B_5A0A_6D1F, 0x6D36_7ECF_27CB_09B7, 0x4F46_3F66_9E5F_EA2D, 0x7527_BAC7_EBE5_F17B,
        0x3D07_39F7_8A52_92EA, 0x6BFB_5FB1_1F8D_5D08, 0x5603_3046_FC7B_6BAB, 0xF0CF_BC20_9AF4_361D,
    ]
}
