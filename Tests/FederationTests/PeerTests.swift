import Config
import Determinism
import Numerics
import Testing

@testable import Federation
@testable import Learning

@Suite("Agents that send to one another")
struct PeerTests {
    static func axes(_ graph: String, _ more: String = "") -> String {
        #"{"topology": {"peer_to_peer": {"graph": \#(graph)}}\#(more.isEmpty ? "" : ", " + more)}"#
    }

    static let ring = #"{"ring": {}}"#
    static let complete = #"{"complete": {}}"#
    static let path = #"{"edges": {"pairs": [["a0", "a1"], ["a2", "a1"], ["a3", "a2"]]}}"#

    @Test(
        "On a complete graph all get what a server sends, bit for bit",
        arguments: [
            "", #""participation": {"count": {"number": 3}}"#, #""aggregate": {"median": {}}"#,
            #""weights": {"groups": {"by": {"label": {"groups": [["a0", "a3"]]}}}}"#,
            #""weights": {"similarity": {}}"#,
        ])
    func complete(more: String) throws {
        var peers = try WeightingTests.federation(Self.axes(Self.complete, more))
        var server = try WeightingTests.federation("{\(more)}")
        for _ in 1...5 {
            peers.train()
            peers.exchange()
            server.train()
            server.exchange()
            #expect(peers.rows == server.rows)
        }
        let count = more.contains("participation") ? 3 : 4
        #expect(peers.ledger.entries.map(\.direction) == [.peer])
        #expect(peers.ledger.total == 5 * count * (count - 1) * 24)
    }

    @Test("A ring averages by the circulant matrix with a third on three diagonals")
    func ring() throws {
        var federation = try WeightingTests.federation(Self.axes(Self.ring))
        for _ in 1...4 {
            federation.train()
            let before = federation.rows
            federation.exchange()
            for agent in 0..<4 {
                // The mean sums in the agents' order.
                let own = [agent, (agent + 1) % 4, (agent + 3) % 4].sorted().map { before[$0] }
                #expect(federation.rows[agent] == WeightingTests.mean(own))
            }
        }
        #expect(federation.ledger.total == 4 * 8 * 24)
    }

    @Test("Without training, a ring comes to the mean as fast as its second eigenvalue says")
    func consensus() throws {
        var federation = try WeightingTests.federation(Self.axes(Self.ring))
        // An eigenvector of the circulant matrix, with eigenvalue (1 + 2 cos(2π/4))/3 = 1/3.
        federation.set([[1, 0, 0], [0, 1, 0], [-1, 0, 0], [0, -1, 0]])
        federation.exchange()
        let third = 1.0 / 3
        let expected = [[third, 0, 0], [0, third, 0], [-third, 0, 0], [0, -third, 0]]
        for (row, own) in zip(federation.rows, expected) {
            for (number, other) in zip(row, own) { #expect(abs(number - other) < 1e-16) }
        }
    }

    @Test("Links are those the spec names; whoever has none that is there keeps its own")
    func edges() throws {
        var federation = try WeightingTests.federation(
            Self.axes(Self.path, #""participation": {"count": {"number": 2}}"#))
        let links = [Set([0, 1]), Set([1, 2]), Set([2, 3])]
        var (linked, messages) = (0, 0)
        for _ in 1...30 {
            federation.train()
            let before = federation.rows
            let total = federation.ledger.total
            federation.exchange()
            let changed = before.indices.filter { federation.rows[$0] != before[$0] }
            #expect(changed.isEmpty || links.contains(Set(changed)))
            for agent in changed { #expect(federation.rows[agent] == WeightingTests.mean(changed.map { before[$0] })) }
            #expect(federation.ledger.total - total == changed.count * 24)
            linked += changed.isEmpty ? 0 : 1
            messages += changed.count
        }
        #expect(linked > 5 && linked < 30)
        var facts = Facts("fedlsa", agents: (0..<4).map { federation.population.facts(of: $0) })
        facts.peers = federation.population.names.map { Facts.Peer($0) }
        facts.keys = [StreamKey(seed: 0, owner: "exchange/fedlsa")]
        facts.meetings = 30
        let forecast = federation.exchanges[0].composition.forecast(facts, groups: 1)
        #expect(forecast.isExact && forecast.ledger.total == federation.ledger.total)
        #expect(forecast.ledger.total == messages * 24)
    }

    @Test("Shares are those among the neighbors, over their sum")
    func shares() throws {
        let weights = #""weights": {"similarity": {"sharpness": 2}}"#
        var (ring, server) = (
            try WeightingTests.federation(Self.axes(Self.ring, weights)), try WeightingTests.federation("{\(weights)}")
        )
        let rows = [[1.0, 0, 0], [0.5, 1, 0], [0, 0, 1], [1, 1, 1]]
        ring.set(rows)
        server.set(rows)
        ring.exchange()
        let cosines = Similarity.cosines(of: rows)
        for agent in 0..<4 {
            let own = [agent, (agent + 1) % 4, (agent + 3) % 4]
            let powers = own.map { Elementary.exp(2 * cosines[agent][$0]) }
            for column in 0..<3 {
                let expected = zip(own, powers).map { rows[$0][column] * $1 }.reduce(0, +) / powers.reduce(0, +)
                #expect(abs(ring.rows[agent][column] - expected) < 1e-14)
            }
        }
        server.exchange()
        #expect(ring.rows != server.rows)
    }

    @Test("What guards make of rows reaches the others, and an agent has its own as it is")
    func guarded() throws {
        var federation = try WeightingTests.federation(
            Self.axes(Self.complete, #""protect": [{"clip": {"norm": 1}}]"#))
        federation.set([[2, 0, 0], [0, 2, 0], [0, 0, 2], [0.5, 0, 0]])
        federation.exchange()
        // Clipping leaves a row shorter than C by what rounding can have added.
        func isClose(_ one: [Double], _ other: [Double]) -> Bool { zip(one, other).allSatisfy { abs($0 - $1) < 1e-14 } }
        #expect(isClose(federation.rows[0], [(2 + 0.5) / 4, 0.25, 0.25]))
        #expect(isClose(federation.rows[3], [(1 + 0.5) / 4, 0.25, 0.25]))
    }
}
