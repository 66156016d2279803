import Testing

@testable import Experiment

@Suite("When rounds ended")
struct LoggedTimesTests {
    @Test(
        "Times of logs are read as seconds since 1970",
        arguments: [
            ("1970-01-01T00:00:00Z", 0.0), ("2000-02-29T12:00:01Z", 951_825_601),
            ("2026-11-29T14:52:11Z", 1_795_963_931),
            ("2100-03-01T00:00:00Z", 4_107_542_400),
        ])
    func timestamps(text: String, seconds: Double) {
        #expect(Machine.seconds(of: text) == seconds)
    }

    @Test(
        "What is no time has none",
        arguments: ["", "now", "2026-13-01T00:00:00Z", "2026-11-29 14:52:11Z", "２026-11-29T14:52:1"])
    func noTime(text: String) {
        #expect(Machine.seconds(of: text) == nil)
    }

    @Test(
        "Rounds of one go end evenly; those trained twice have the last time, those of no line that of their neighbors")
    func rounds() {
        func spell(_ rounds: ClosedRange<Int>, _ ended: Double, _ seconds: Double) -> WorkLog.Spell {
            WorkLog.Spell(rounds: rounds, seconds: seconds, threads: 1, ended: ended)
        }
        let times = LoggedTimes([spell(3...12, 100, 10), spell(11...14, 200, 8), spell(21...22, 300, 4)])
        #expect(times.time(of: 3) == 91)
        #expect(times.time(of: 10) == 98)
        #expect(times.time(of: 11) == 194)
        #expect(times.time(of: 14) == 200)
        #expect(times.time(of: 18) == 200)
        #expect(times.time(of: 21) == 298)
        #expect(times.time(of: 99) == 300)
        #expect(times.time(of: 1) == 90)
        #expect(LoggedTimes.unknown.time(of: 1) == nil && !LoggedTimes.unknown.isKnown && times.isKnown)
    }
}
