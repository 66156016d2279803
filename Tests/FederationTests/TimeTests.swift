import Config
import Determinism
import Testing

@testable import Federation
@testable import Learning

@Suite("Virtual time")
struct TimeTests {
    private static let key = StreamKey(seed: 3, owner: "exchange/x")

    private static func rule(
        speed: (Double, Double) = (1, 1), latency: (Double, Double) = (0, 0), staleness: Int = .max,
        discount: Double = 0.5
    ) -> Asynchrony {
        Asynchrony(
            speed: (speed.0, speed.1), latency: (latency.0, latency.1), staleness: staleness, discount: discount,
            mixing: 0.6)
    }

    private static func fault(_ kind: String, _ settings: [(String, CanonicalValue)]) -> any Fault {
        let choice = Choice(.object([.init(kind, .object(sorting: settings))]))
        return Language.federation[Faults.name].make(choice)
    }

    @Test("an upload counts α (1 + s)^(−a), and not at all where it is too stale")
    func share() {
        let rule = Self.rule(staleness: 8)
        #expect(rule.share(staleness: 0) == 0.6)
        #expect(abs(rule.share(staleness: 3) - 0.3) < 1e-15)
        #expect(abs(rule.share(staleness: 8) - 0.2) < 1e-15)
        #expect(rule.share(staleness: 9) == 0)
        #expect(Self.rule(discount: 0).share(staleness: 100) == 0.6)
    }

    @Test("agents of equal speed come in their order, at whole times")
    func equalSpeeds() throws {
        let times = try #require(RoundTimes(Self.rule(), [], names: ["a", "b", "c"], key: Self.key))
        var itinerary = Itinerary(agents: 3, period: 2, times)
        var order: [Int] = []
        itinerary.advance(until: 4 * RoundTimes.unit, period: 2, times) { agent, _ in
            order.append(agent)
            return true
        }
        #expect(order == [0, 1, 2, 0, 1, 2])
        #expect(itinerary.rounds == [4, 4, 4])
        // The two others were there in between.
        #expect((0..<3).map { itinerary.staleness(of: $0) } == [2, 1, 0])
    }

    @Test("an itinerary is that of a list of all arrivals, sorted", arguments: [1, 2, 7])
    func sorted(period: Int) throws {
        let names = (0..<9).map { "a\($0)" }
        let straggling = Self.fault("straggling", [("share", .number(0.4)), ("probability", .number(0.5))])
        let times = try #require(
            RoundTimes(Self.rule(speed: (0.3, 2), latency: (0.1, 0.7)), [straggling], names: names, key: Self.key))
        let end = 30 * RoundTimes.unit
        var arrivals: [(time: Int, agent: Int)] = []
        for agent in names.indices {
            var (time, round) = (0, 0)
            while time <= end {
                for _ in 0..<period {
                    round += 1
                    time += times.ticks(of: agent, round: round)
                }
                time += times.latency(of: agent, round: round)
                if time <= end { arrivals.append((time, agent)) }
            }
        }
        arrivals.sort { ($0.time, $0.agent) < ($1.time, $1.agent) }
        var itinerary = Itinerary(agents: names.count, period: period, times)
        var order: [Int] = []
        itinerary.advance(until: end, period: period, times) { agent, standing in
            #expect(standing.due[agent] == arrivals[order.count].time)
            order.append(agent)
            return true
        }
        #expect(order == arrivals.map(\.agent))
        #expect(Set(order).count > 5)
    }

    @Test("a straggler's round takes as many times as long as it says, and as often")
    func straggling() throws {
        let names = (0..<10).map { "a\($0)" }
        let fault = Self.fault(
            "straggling", [("share", .number(0.25)), ("slowdown", .number(4)), ("probability", .number(0.5))])
        let times = try #require(RoundTimes(nil, [fault], names: names, key: Self.key))
        let ticks = names.indices.map { agent in (1...1000).map { times.ticks(of: agent, round: $0) } }
        let slow = ticks.filter { $0.contains(4 * RoundTimes.unit) }
        #expect(slow.count == 3)
        for rounds in slow {
            let often = rounds.count { $0 == 4 * RoundTimes.unit }
            #expect((430...570).contains(often))
            #expect(rounds.allSatisfy { $0 == RoundTimes.unit || $0 == 4 * RoundTimes.unit })
        }
        #expect(ticks.count { $0.allSatisfy { $0 == RoundTimes.unit } } == 7)
        #expect(RoundTimes(nil, [], names: names, key: Self.key) == nil)
    }

    @Test("who is not waited for goes on, and is waited for where it comes again")
    func excluded() {
        var clock = LockstepClock(agents: 3)
        clock.expect([0, 1])
        var shown: [Int] = []
        func round(_ ticks: [Int], meeting: [Int]?, next: [Int]) {
            clock.train { ticks[$0] }
            if let meeting { clock.meet(meeting) }
            clock.show()
            shown.append(clock.time)
            if meeting != nil { clock.expect(next) }
        }
        // The third takes five times as long: nobody waits for it, neither at meetings nor between them.
        round([1, 1, 5], meeting: nil, next: [])
        round([1, 2, 5], meeting: [0, 1], next: [0, 1])
        round([1, 1, 5], meeting: nil, next: [])
        #expect(shown == [1, 3, 4])
        // Then the second does: at the next meeting the first waits for the third, which has done 4 rounds at 16, and two more at 18.
        round([1, 1, 1], meeting: [0, 1], next: [0, 2])
        round([1, 5, 1], meeting: nil, next: [])
        round([1, 5, 1], meeting: [0, 2], next: [0, 2])
        #expect(shown.suffix(3) == [5, 17, 18])
        #expect((0..<3).map { clock.time(of: $0) } == [18, 15, 18])
    }

    @Test("agents that meet wait for the last of them; who is away holds nobody up, and time never goes back")
    func lockstep() {
        var clock = LockstepClock(agents: 3)
        let ticks = [1, 2, 10]
        func round(_ present: [Int]) {
            clock.train { ticks[$0] }
            clock.meet(present)
            clock.show()
        }
        round([0, 1, 2])
        #expect(clock.time == 10)
        round([0, 1])
        #expect((0..<3).map { clock.time(of: $0) } == [12, 12, 20])
        #expect(clock.time == 12)
        round([])
        #expect(clock.time == 14)
        round([0, 2])
        #expect((0..<3).map { clock.time(of: $0) } == [40, 16, 40])
        #expect(clock.time == 40)
        round([1])
        #expect(clock.time(of: 1) == 40)
        #expect(clock.time == 40)
        #expect(clock.flaw == nil)
    }
}
