/// exp, log, tanh, sin and cos that give the same bits on every machine.
///
/// Float64 functions use + − × ÷ alone, in a fixed order and never fused; Float32 ones are the vector kernels on one
/// number. libm is not used: its results differ between its versions and between processors. Polynomials are minimax
/// fits made for this module; error bounds are those of the tests.
public enum Elementary {
    /// 1.5 · 2⁵²: adding and subtracting it rounds to the nearest integer.
    @usableFromInline static let roundingShift = 0x1.8p52

    /// eˣ within 1 unit in the last place; 0 and ∞ beyond the range.
    @inlinable
    public static func exp(_ x: Double) -> Double {
        guard x < 709.8 else { return x.isNaN ? x : .infinity }
        guard x > -745.2 else { return 0 }
        // x = n·ln 2 + r, ln 2 in two parts of which the first times n is exact.
        let shifted = x * 0x1.71547652b82fep0 + roundingShift
        let n = shifted - roundingShift
        let high = x - n * 0x1.62e42feep-1
        let low = n * 0x1.a39ef35793c76p-33
        let r = high - low
        let lost = (high - r) - low
        let r2 = r * r
        let r4 = r2 * r2
        let p01 = 0x1p-1 + r * 0x1.555555555555cp-3
        let p23 = 0x1.55555555554d6p-5 + r * 0x1.111111110eba6p-7
        let p45 = 0x1.6c16c16c3bdf8p-10 + r * 0x1.a01a01b3b8d36p-13
        let p67 = 0x1.a01a010ae6790p-16 + r * 0x1.71ddefa394d44p-19
        let p89 = 0x1.27e600d091589p-22 + r * 0x1.af6ca727bc5c7p-26
        let upper = p45 + r2 * p67 + r4 * (p89 + r2 * 0x1.1dd7aaba29ad2p-29)
        let power = 1 + (r + (r2 * (p01 + r2 * p23 + r4 * upper) + lost))
        let exponent = Int64(n)
        let half = exponent >> 1  // 2ⁿ in two factors, neither of which overflows
        return power * twoTo(half) * twoTo(exponent - half)
    }

    @inlinable
    static func twoTo(_ exponent: Int64) -> Double {
        Double(bitPattern: UInt64(bitPattern: exponent + 1023) << 52)
    }

    /// ln x within 1 unit in the last place; −∞ at 0, not a number below.
    @inlinable
    public static func log(_ x: Double) -> Double {
        guard x > 0 else { return x == 0 ? -.infinity : .nan }
        guard x < .infinity else { return x }
        let isTiny = x < 0x1p-1022
        // x = 2ᵉ·m with m in [√½, √2).
        let bits = Int64(bitPattern: (isTiny ? x * 0x1p54 : x).bitPattern) - 0x3FE6_A09E_667F_3BCD
        let e = Double((bits >> 52) - (isTiny ? 54 : 0))
        let m = Double(bitPattern: UInt64(bitPattern: (bits & 0xF_FFFF_FFFF_FFFF) + 0x3FE6_A09E_667F_3BCD))
        // ln(1+f) = f − (f²/2 − s·(f²/2 + s²·P(s²))), s = f / (2 + f).
        let f = m - 1
        let s = f / (2 + f)
        let z = s * s
        let z2 = z * z
        let p01 = 0x1.555555555558ap-1 + z * 0x1.9999999982522p-2
        let p23 = 0x1.2492493ff7b09p-2 + z * 0x1.c71c5384cefd1p-3
        let p45 = 0x1.7465f611553aep-3 + z * 0x1.39a8a93e18dc6p-3
        let p = z * (p01 + z2 * (p23 + z2 * (p45 + z2 * 0x1.2ec2ff599230cp-3)))
        let half = 0.5 * f * f
        return e * 0x1.62e42feep-1 - ((half - (s * (half + p) + e * 0x1.a39ef35793c76p-33)) - f)
    }

    /// tanh x within 2 units in the last place.
    @inlinable
    public static func tanh(_ x: Double) -> Double {
        let size = x.magnitude
        if size < 0.625 {
            let u = x * x
            let p = -0x1.5555555555554p-2 + u * (-0x1.4fd24d4e4327bp-6 + u * -0x1.a1882902ebac0p-13)
            let q = 1 + u * (0x1.d891081846215p-2 + u * (0x1.7d906734d77cbp-6 + u * 0x1.b0f20ba1bbac4p-13))
            return x + x * (u * (p / q))
        }
        guard size < 22 else { return x.isNaN ? x : (x < 0 ? -1 : 1) }
        let y = 1 - 2 / (exp(2 * size) + 1)
        return x < 0 ? -y : y
    }

    /// baseⁿ by squaring: what PyTorch's bias corrections and rate decays raise to the number of updates.
    public static func power(_ base: Double, _ exponent: Int) -> Double {
        precondition(exponent >= 0, "a power's exponent is not negative")
        var (result, square, rest) = (1.0, base, exponent)
        while rest > 0 {
            if rest & 1 == 1 { result *= square }
            square *= square
            rest >>= 1
        }
        return result
    }
}

/// Float32, identical to the vector kernels.
extension Elementary {
    /// eˣ as `Kernels.exp`.
    public static func exp(_ x: Float) -> Float { single(x) { Kernels.active.exp($0, count: 1, into: $1) } }
    /// ln x as `Kernels.log`.
    public static func log(_ x: Float) -> Float { single(x) { Kernels.active.log($0, count: 1, into: $1) } }
    /// tanh x as `Kernels.tanh`.
    public static func tanh(_ x: Float) -> Float { single(x) { Kernels.active.tanh($0, count: 1, into: $1) } }

    private static func single(
        _ x: Float, _ kernel: (UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
    ) -> Float {
        var y: Float = 0
        withUnsafePointer(to: x) { kernel($0, &y) }
        return y
    }
}
