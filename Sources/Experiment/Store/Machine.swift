import Glibc

/// Clocks and names of this machine, for `run.log` and the lock alone: nothing that counts may depend on them.
enum Machine {
    /// The host's name.
    static var host: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Now, in UTC to the second: `2026-01-31T12:00:00Z`.
    static var timestamp: String {
        var now = time(nil)
        var parts = tm()
        gmtime_r(&now, &parts)
        func padded(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }
        let date = "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
        return "\(date)T\(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec))Z"
    }

    /// Seconds since 1970 of `2026-01-31T12:00:00Z`; nil for anything else.
    static func seconds(of timestamp: some StringProtocol) -> Double? {
        let text = Array(timestamp.utf8)
        guard text.count == 20, text[4] == 45, text[7] == 45, text[10] == 84, text[13] == 58, text[16] == 58,
            text[19] == 90
        else { return nil }
        func number(_ range: Range<Int>) -> Int? { Int(String(decoding: text[range], as: UTF8.self)) }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        // Days since 1970 of the proleptic Gregorian calendar, years beginning with March.
        let (shifted, index) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
        let days = 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + (153 * index + 2) / 5 + day - 719_469
        return Double(((days * 24 + hour) * 60 + minute) * 60 + second)
    }

    /// A monotonic clock, in nanoseconds.
    static var nanoseconds: UInt64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
    }
}
