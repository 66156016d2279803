import Config
import Determinism
import Learning
import Testing

@testable import Federation

/// A guard that alters results on their way down, every receiver's its own way: rows count half as much, and more by the length
/// of the receiver's name and the place of its row.
private struct Faded: Guard {
    static let component = Component("faded", "Half of every result arrives.", fields: [])
    static let spaces = [Signature.Space.parameter]

    init(_ settings: Settings) {}

    func wire(_ signature: Signature, _ way: Ledger.Direction) -> Signature? {
        var signature = signature
        if way == .down { signature.form = .altered }
        return signature
    }

    static func factor(of agent: Int) -> Double { 0.5 + Double(agent) / 8 }

    func protect(_ rows: inout Batch, _ passage: Passage) {
        guard passage.way == .down else { return }
        precondition(passage.agents.count == rows.count && passage.senders.count == rows.count, "a row per receiver")
        for (row, agent) in passage.agents.enumerated() {
            rows.replace(row: row) { _, number in number * Self.factor(of: agent) }
        }
    }
}

@Suite("What is delivered is what agents take in")
struct DeliveryTests {
    private static func federation(_ axes: String, method: String = "fedlsa") throws -> TabularFederation {
        let language = try Language.federation.adding(Catalogue(Guards.name, [Faded.self]))
        return try WeightingTests.federation(
            "{\"protect\": [{\"faded\": {}}]\(axes.isEmpty ? "" : ", \(axes)")}", method: method, in: language)
    }

    @Test("A result that a guard alters on the way down replaces parameters as it arrived, by receiver")
    func replaced() throws {
        var federation = try Self.federation("")
        for _ in 1...3 {
            federation.train()
            let mean = WeightingTests.mean(federation.rows)
            federation.exchange()
            for agent in 0..<WeightingTests.count {
                #expect(federation.rows[agent] == mean.map { $0 * Faded.factor(of: agent) })
            }
        }
        // What travels is as long as before: bytes do not change.
        #expect(federation.ledger.entries.filter { $0.direction == .down }.reduce(0) { $0 + $1.bytes } == 3 * 4 * 3 * 8)
    }

    @Test("So do agents that go some way toward it")
    func soft() throws {
        var federation = try Self.federation("\"digest\": {\"soft\": {\"share\": 0.25}}")
        federation.train()
        let (before, mean) = (federation.rows, WeightingTests.mean(federation.rows))
        federation.exchange()
        for agent in 0..<WeightingTests.count {
            let expected = zip(before[agent], mean).map { 0.75 * $0 + 0.25 * ($1 * Faded.factor(of: agent)) }
            #expect(federation.rows[agent] == expected)
        }
    }

    @Test("Results of agents' own, by group, arrive by receiver, and whoever is away or sent nothing keeps its own")
    func groups() throws {
        let axes = "\"weights\": {\"groups\": {\"by\": {\"label\": {\"groups\": [[\"a1\", \"a3\"]]}}}}"
        var federation = try Self.federation(axes)
        federation.train()
        let before = federation.rows
        federation.exchange()
        for (own, group) in [(0, [0, 2]), (1, [1, 3]), (2, [0, 2]), (3, [1, 3])] {
            let mean = WeightingTests.mean(group.map { before[$0] })
            #expect(federation.rows[own] == mean.map { $0 * Faded.factor(of: own) })
        }
        var alone = try Self.federation("\"weights\": {\"identity\": {}}")
        alone.train()
        let rows = alone.rows
        alone.exchange()
        // Nothing is sent, so nothing is altered.
        #expect(alone.rows == rows)
        var few = try Self.federation("\"participation\": {\"count\": {\"number\": 2}}")
        few.train()
        let all = few.rows
        few.exchange()
        let present = all.indices.filter { few.rows[$0] != all[$0] }
        try #require(present.count == 2)
        let mean = WeightingTests.mean(present.map { all[$0] })
        for agent in present { #expect(few.rows[agent] == mean.map { $0 * Faded.factor(of: agent) }) }
    }

    @Test("Only those who are sent a result are sent one through guards: classes that leave somebody out")
    func served() throws {
        let language = try Language.federation.adding(Catalogue(Guards.name, [Faded.self]))
            .adding(Catalogue(Weightings.name, [Pair.self]))
        var federation = try WeightingTests.federation(
            #"{"protect": [{"faded": {}}, {"seal": {}}], "weights": {"pair": {}}}"#, in: language)
        federation.train()
        let before = federation.rows
        federation.exchange()
        let mean = WeightingTests.mean([before[0], before[1]])
        for agent in [1, 3] { #expect(federation.rows[agent] == mean.map { $0 * Faded.factor(of: agent) }) }
        for agent in [0, 2] { #expect(federation.rows[agent] == before[agent]) }
        // Two messages of three Float64 numbers, with nonce and tag.
        #expect(federation.ledger.entries.filter { $0.direction == .down }.reduce(0) { $0 + $1.bytes } == 2 * (24 + 28))
    }

    @Test("A control variate is of the result that arrived")
    func controlVariates() throws {
        var (faded, plain) = (
            try Self.federation("", method: "scafflsa"), try WeightingTests.federation("{}", method: "scafflsa")
        )
        faded.train()
        let (before, mean) = (faded.rows, WeightingTests.mean(faded.rows))
        plain.train()
        #expect(plain.rows == before)
        faded.exchange()
        for agent in 0..<WeightingTests.count {
            #expect(faded.rows[agent] == mean.map { $0 * Faded.factor(of: agent) })
        }
        // ξ = (θ̄ − θ)/(η H) with η H = 1/8 · 4, and θ̄ what arrived.
        let digest = try #require(faded.exchanges[0].digest as? RunningAxis<ControlVariate>)
        let kept = digest.state.controlVariates.elements
        for agent in 0..<WeightingTests.count {
            for column in 0..<3 {
                let expected = (mean[column] * Faded.factor(of: agent) - before[agent][column]) / 0.5
                #expect(abs(kept[agent * 3 + column] - expected) < 1e-12)
            }
        }
    }
}

/// The mean of the first two, for the second and the fourth.
private struct Pair: Weighting {
    static let component = Component("pair", "Two for two.", fields: [])
    let isPersonal = true
    init(_ settings: Settings) {}
    func receivers(of participants: Int) -> ClosedRange<Int> { 2...2 }
    func weigh(_ batch: Batch, _ senders: Senders, _ state: inout Stateless) -> Weights {
        Weights([.init(receivers: [1, 3], senders: [0, 1])])
    }
}
