import Glibc

/// How long work takes: for benchmarks alone, since nothing that counts may depend on a clock.
public enum Stopwatch {
    /// Seconds this thread has spent on a processor, so that other work on the machine does not count.
    public static var threadSeconds: Double { seconds(CLOCK_THREAD_CPUTIME_ID) }

    /// Seconds on a clock that only goes forward.
    public static var wallSeconds: Double { seconds(CLOCK_MONOTONIC) }

    /// The least processor time of one call, in seconds, among trials that fill `duration` seconds.
    public static func least(filling duration: Double = 0.05, _ body: () -> Void) -> Double {
        body()
        var least = Double.infinity
        let end = threadSeconds + duration
        repeat {
            var calls = 1
            var elapsed = 0.0
            while elapsed < 2e-4 {
                calls *= 2
                let start = threadSeconds
                for _ in 0..<calls { body() }
                elapsed = threadSeconds - start
            }
            least = min(least, elapsed / Double(calls))
        } while threadSeconds < end
        return least
    }

    /// So many calls' times on the wall's clock, in seconds.
    public static func walls<Failure: Error>(
        of trials: Int, _ body: () throws(Failure) -> Void
    ) throws(Failure) -> [Double] {
        var times: [Double] = []
        for _ in 0..<trials {
            let start = wallSeconds
            try body()
            times.append(wallSeconds - start)
        }
        return times
    }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
    }
}
