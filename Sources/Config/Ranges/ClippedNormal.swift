internal import Determinism

/// Numbers from a normal distribution by comparisons of uniform ones alone, so that no logarithm is asked for.
///
/// Karney, Sampling exactly from the normal distribution, ACM TOMS 42(1), 2016, algorithm N, with uniform numbers of 53 bits.
enum ClippedNormal {
    /// A standard normal number.
    static func standard(from stream: inout RandomStream) -> Double {
        while true {
            // |x| = k + u: k with probability e^(−k/2) (1 − e^(−1/2)), kept with e^(−k (k − 1)/2) …
            var whole = 0
            while happens(0.5, from: &stream) { whole += 1 }
            guard all(whole * (whole - 1), of: 0.5, from: &stream) else { continue }
            // … and u with e^(−u (2k + u)/2), as k + 1 events of equal chances.
            let rest = stream.uniform()
            let exponent = rest * (2 * Double(whole) + rest) / Double(2 * whole + 2)
            guard all(whole + 1, of: exponent, from: &stream) else { continue }
            let size = Double(whole) + rest
            return stream.uniform() < 0.5 ? size : -size
        }
    }

    /// Whether so many events of chance e^(−exponent) all happen.
    private static func all(_ count: Int, of exponent: Double, from stream: inout RandomStream) -> Bool {
        for _ in 0..<count {
            guard happens(exponent, from: &stream) else { return false }
        }
        return true
    }

    /// An event of chance e^(−exponent), exponent in [0, 1]: whether a falling run of uniform numbers below it is of even length (von
    /// Neumann 1951).
    private static func happens(_ exponent: Double, from stream: inout RandomStream) -> Bool {
        var (bound, isEven) = (exponent, true)
        while true {
            let number = stream.uniform()
            guard number < bound else { return isEven }
            (bound, isEven) = (number, !isEven)
        }
    }
}
