/// Numbers as text, the same on every machine and in every locale.
public enum NumberText {
    /// `value` with this many decimals, halves rounded away from zero: `-0.50`. Never `-0`.
    public static func fixed(_ value: Double, decimals: Int) -> String {
        guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        guard value.magnitude * scale < 0x1p63 else { return value.description }
        let scaled = Int((value.magnitude * scale).rounded())
        var digits = String(scaled)
        if digits.utf8.count <= decimals {
            digits = String(repeating: "0", count: decimals + 1 - digits.utf8.count) + digits
        }
        let sign = value < 0 && scaled != 0 ? "-" : ""
        guard decimals > 0 else { return sign + digits }
        return sign + digits.dropLast(decimals) + "." + digits.suffix(decimals)
    }

    /// As `fixed`, without trailing zeros: a coordinate or a tick.
    public static func short(_ value: Double, decimals: Int) -> String {
        var text = fixed(value, decimals: decimals)
        guard text.contains(".") else { return text }
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }

    /// `value` with this many significant digits: `0.0123`, `154`, `1.2e-09`, without trailing zeros.
    public static func significant(_ value: Double, digits: Int) -> String {
        guard value.isFinite, value != 0 else { return value == 0 ? "0" : fixed(value, decimals: 0) }
        var exponent = 0
        var leading = value.magnitude
        while leading >= 10 {
            leading /= 10
            exponent += 1
        }
        while leading < 1 {
            leading *= 10
            exponent -= 1
        }
        if exponent < -4 || exponent >= 9 {
            let sign = value < 0 ? "-" : ""
            let power = String(exponent.magnitude)
            let padded = power.utf8.count < 2 ? "0" + power : power
            return sign + short(leading, decimals: digits - 1) + "e" + (exponent < 0 ? "-" : "+") + padded
        }
        return short(value, decimals: max(0, digits - 1 - exponent))
    }

    /// A whole number with its digits in groups of three: `120 000`.
    public static func grouped(_ value: Int, separator: String = " ") -> String {
        let digits = String(value.magnitude)
        guard digits.utf8.count > 4 else { return (value < 0 ? "-" : "") + digits }
        var groups: [Substring] = []
        var rest = Substring(digits)
        while rest.utf8.count > 3 {
            groups.append(rest.suffix(3))
            rest = rest.dropLast(3)
        }
        groups.append(rest)
        return (value < 0 ? "-" : "") + groups.reversed().joined(separator: separator)
    }

    /// A number of bytes with the largest decimal unit that keeps it at least 1: `32.0 MB`.
    public static func bytes(_ value: Double) -> String {
        scaled(value, units: ["B", "kB", "MB", "GB", "TB", "PB", "EB"])
    }

    /// A count with a decimal prefix: `6.8 M`, `340`.
    public static func count(_ value: Double) -> String {
        let text = prefixed(value)
        return text.hasSuffix(" ") ? String(text.dropLast()) : text
    }

    /// What stands before a unit: `6.8 M`, `340 `.
    public static func prefixed(_ value: Double) -> String {
        scaled(value, units: ["", "k", "M", "G", "T", "P", "E"])
    }

    /// `45 s`, `1 min 12 s`, `2 h 05 min`, `12 d 3 h`, and from three years on `4.2 years`.
    public static func duration(seconds: Double) -> String {
        let years = seconds / (365.25 * 86_400)
        if !(years < 3) { return "\(significant(years, digits: 2)) years" }
        let whole = Int(seconds.rounded(.up))
        switch whole {
        case ..<60: return "\(whole) s"
        case ..<3600: return "\(whole / 60) min \(whole % 60) s"
        case (100 * 3600)...: return "\(whole / 86_400) d \(whole % 86_400 / 3600) h"
        default:
            let minutes = whole % 3600 / 60
            return "\(whole / 3600) h \(minutes < 10 ? "0" : "")\(minutes) min"
        }
    }

    /// A short time in milliseconds, as far as clocks tell: `3.9 ms`, `less than 0.001 ms`.
    public static func milliseconds(_ seconds: Double) -> String {
        seconds < 1e-6 ? "less than 0.001 ms" : "\(significant(seconds * 1e3, digits: 2)) ms"
    }

    private static func scaled(_ value: Double, units: [String]) -> String {
        var unit = 0
        var rest = value
        while rest.magnitude >= 999.95, unit + 1 < units.count {
            rest /= 1000
            unit += 1
        }
        return short(rest, decimals: unit == 0 ? 0 : 1) + " " + units[unit]
    }
}
