import Config
import Determinism
import Testing

@testable import Federation
@testable import Learning

@Suite("Who does not come because it is slow")
struct SlowestExcludedTests {
    @Test(
        "The share is rounded down, and a whole number is that number",
        arguments: [(0.1, 10, 9), (0.1, 9, 9), (0.07, 100, 93), (0.34, 3, 2), (0, 5, 5), (1, 5, 0), (0.5, 5, 3)])
    func most(share: Double, agents: Int, expected: Int) {
        let settings = CanonicalValue.object([.init("share", .number(share))])
        #expect(SlowestExcluded(Settings(SlowestExcluded.component.fields, settings)).most(of: agents) == expected)
    }

    @Test("Those whose rounds took longest stay away, and the plan knows it")
    func slowest() throws {
        let axes =
            #"{"participation": {"slowest_excluded": {"share": 0.5}}, "faults": [{"straggling": {"share": 1, "probability": 0.5}}]}"#
        var federation = try WeightingTests.federation(axes)
        let composition = federation.exchanges[0].composition
        let key = StreamKey(seed: 0, owner: "exchange/fedlsa")
        let times = try #require(composition.times(of: federation.population.names, key))
        var unlike = 0
        for round in 1...20 {
            federation.train()
            let before = federation.rows
            federation.exchange()
            let ticks = (0..<4).map { times.ticks(of: $0, round: round) }
            let expected = (0..<4).sorted { (ticks[$0], $0) < (ticks[$1], $1) }.prefix(2).sorted()
            #expect((0..<4).filter { federation.rows[$0] != before[$0] } == expected)
            unlike += expected == [0, 1] ? 0 : 1
        }
        #expect(unlike > 3)
        #expect(federation.ledger.total == 20 * 2 * 2 * 24)
        var facts = Facts("fedlsa", agents: (0..<4).map { federation.population.facts(of: $0) })
        facts.peers = federation.population.names.map { Facts.Peer($0) }
        facts.keys = [key]
        facts.meetings = 20
        let forecast = composition.forecast(facts, groups: 1)
        #expect(forecast.isExact && forecast.ledger == federation.ledger)
    }
}
