import Config
import Determinism
import Glibc
import Numerics
import Testing

@testable import Federation
@testable import Learning

@Suite("How agents count")
struct WeightingTests {
    static let count = 4

    /// A way to weigh in a federation of agents in unlike worlds, `{weights: …}` and other axes.
    static func federation(
        _ axes: String, constants: [Double] = [], seed: UInt64 = 1, method: String = "fedlsa",
        in language: Language = .federation
    ) throws -> TabularFederation {
        var federation = try TabularFederation(
            (0..<count).map { agent in
                FiniteModel(
                    states: 3, actions: 1, kernel: [[(1, 1)], [(0, 0.5), (2, 0.5)], [(0, 1)]],
                    rewards: [Double(agent), 1 - Double(agent) / 4, 0.5], start: [1, 0, 0], features: nil)
            }, learner: "td", .object([.init("features", .text("one_hot"))]), rate: 0.125, method: "fedlsa",
            length: Duration(4, .steps), seed: seed)
        let settings = try CanonicalValue(parsing: axes)
        let composition = try #require(
            language[Methods.name].make(Choice(.object([.init(method, settings)]))))
        let peers = federation.population.names.enumerated().map { index, name in
            Facts.Peer(name, constants: constants.isEmpty ? [] : [.init("length", constants[index])])
        }
        federation.exchanges = [Exchange(composition, period: 1, among: federation.population, peers: peers)]
        return federation
    }

    /// The mean of some rows, as the aggregate makes it.
    static func mean(_ rows: [[Double]]) -> [Double] {
        rows[0].indices.map { column in
            rows.map { $0[column] }.reduce(0, +) / Double(rows.count)
        }
    }

    @Test("Identity is no federation, bit for bit, and sends nothing down")
    func identity() throws {
        var (one, other) = (try Self.federation(#"{"weights": {"identity": {}}}"#), try Self.federation("{}"))
        for _ in 1...6 {
            one.train()
            one.exchange()
            other.train()
            #expect(one.rows == other.rows)
        }
        #expect(one.ledger.entries.map(\.direction) == [.up])
        #expect(one.ledger.total == 6 * Self.count * 3 * 8)
    }

    @Test("Agents count by their angles to the mean of all, smoothed over their meetings")
    func agreement() throws {
        let axes = #"{"upload": {"delta": {}}, "weights": {"agreement": {"steepness": 4}}}"#
        var federation = try Self.federation(axes)
        var (sums, unlike) = ([Double](repeating: 0, count: Self.count), 0.0)
        var common = federation.rows[0]
        for meeting in 1...6 {
            federation.train()
            let updates = federation.rows.map { row in row.indices.map { row[$0] - common[$0] } }
            let mean = Self.mean(updates)
            func product(_ one: [Double], _ other: [Double]) -> Double { zip(one, other).map(*).reduce(0, +) }
            for agent in updates.indices {
                let lengths = (product(updates[agent], updates[agent]) * product(mean, mean)).squareRoot()
                sums[agent] += acos(max(-1, min(1, product(updates[agent], mean) / lengths)))
            }
            let powers = sums.map { exp(4 * (1 - exp(-exp(-4 * ($0 / Double(meeting) - 1))))) }
            let whole = powers.reduce(0, +)
            let expected = common.indices.map { column in
                common[column] + updates.indices.map { powers[$0] / whole * updates[$0][column] }.reduce(0, +)
            }
            federation.exchange()
            for row in federation.rows {
                for column in row.indices { #expect(abs(row[column] - expected[column]) < 1e-12) }
            }
            unlike = max(unlike, zip(expected, common).map { abs($0 - $1) }.max() ?? 0)
            common = federation.rows[0]
        }
        #expect(unlike > 1e-3 && Set(sums).count == Self.count)
    }

    @Test("Without steepness agreement is the mean, bit for bit")
    func flatAgreement() throws {
        var one = try Self.federation(#"{"upload": {"delta": {}}, "weights": {"agreement": {"steepness": 0}}}"#)
        var other = try Self.federation(#"{"upload": {"delta": {}}}"#)
        for _ in 1...6 {
            one.train()
            one.exchange()
            other.train()
            other.exchange()
            #expect(one.rows == other.rows)
        }
    }

    @Test("Agents that were away count by all the steps they trained alone")
    func samples() throws {
        let axes = #"{"weights": {"samples": {}}, "participation": {"count": {"number": 2}}}"#
        var federation = try Self.federation(axes)
        var steps = [Double](repeating: 0, count: Self.count)
        var unlike = 0
        for _ in 1...20 {
            federation.train()
            let before = federation.rows
            for agent in steps.indices { steps[agent] += 4 }
            federation.exchange()
            let present = before.indices.filter { federation.rows[$0] != before[$0] }
            try #require(present.count == 2)
            let sum = present.map { steps[$0] }.reduce(0, +)
            for column in 0..<3 {
                let expected = present.map { steps[$0] / sum * before[$0][column] }.reduce(0, +)
                for agent in present { #expect(abs(federation.rows[agent][column] - expected) < 1e-15) }
            }
            unlike += steps[present[0]] == steps[present[1]] ? 0 : 1
            for agent in present { steps[agent] = 0 }
        }
        #expect(unlike > 5)
        #expect(federation.ledger.entries.contains { $0.kind == "samples" && $0.bytes == 20 * 2 * 8 })
    }

    @Test("Where all have trained alike, samples are uniform bit for bit")
    func equalSamples() throws {
        var (one, other) = (try Self.federation(#"{"weights": {"samples": {}}}"#), try Self.federation("{}"))
        for _ in 1...6 {
            one.train()
            one.exchange()
            other.train()
            other.exchange()
            #expect(one.rows == other.rows)
        }
    }

    @Test(
        "Agents of one group get the mean of their group",
        arguments: [
            (#"{"by": {"label": {"groups": [["a0", "a2"], ["a1", "a3"]]}}}"#, [0, 1, 0, 1]),
            (#"{"by": {"label": {"groups": [["a3"]]}}}"#, [0, 0, 0, 1]),
            (#"{"by": {"world_constant": {"name": "length"}}, "count": 2}"#, [0, 1, 1, 1]),
            (#"{"by": {"world_constant": {"name": "length"}}, "count": 3}"#, [0, 1, 1, 2]),
            (#"{"by": {"world_constant": {"name": "length"}}, "count": 1}"#, [0, 0, 0, 0]),
        ])
    func groups(groups: String, expected: [Int]) throws {
        var federation = try Self.federation(
            #"{"weights": {"groups": \#(groups)}}"#, constants: [0.1, 5, 5.5, 7])
        for _ in 1...3 {
            federation.train()
            let before = federation.rows
            federation.exchange()
            for agent in before.indices {
                let own = expected.indices.filter { expected[$0] == expected[agent] }
                #expect(federation.rows[agent] == Self.mean(own.map { before[$0] }))
            }
        }
        let entries = federation.ledger.entries
        #expect(entries.map(\.bytes) == [3 * Self.count * 24, 3 * Self.count * 24])
    }

    @Test("Cosines weigh as the formula says", arguments: [0.0, 1, 7.5])
    func cosine(sharpness: Double) throws {
        var federation = try Self.federation(
            #"{"weights": {"similarity": {"by": "cosine", "sharpness": \#(CanonicalValue.number(sharpness).json)}}}"#)
        let rows = [[1.0, 0, 0], [0, 2, 0], [3, 3, 0], [0, 0, 0]]
        federation.set(rows)
        federation.exchange()
        let half = 0.5.squareRoot()
        let cosines = [[1, 0, half, 0], [0, 1, half, 0], [half, half, 1, 0], [0, 0, 0, 0]]
        for agent in rows.indices {
            let powers = cosines[agent].map { Elementary.exp(sharpness * $0) }
            for column in 0..<3 {
                let sum = rows.indices.map { powers[$0] * rows[$0][column] }.reduce(0, +)
                #expect(abs(federation.rows[agent][column] - sum / powers.reduce(0, +)) < 1e-14)
            }
        }
    }

    @Test("Shares of the divergence of distributions and of Gaussians are those of the closed forms")
    func divergence() throws {
        func batch(_ rows: [[Float]], _ body: (Batch) -> Void) {
            var flat = rows.flatMap(\.self)
            let width = rows[0].count
            let signature = Signature("action_distributions", .distribution, .single, width: width, columns: width)
            flat.withUnsafeMutableBytes { bytes in
                body(
                    Batch(
                        signature, Request(.distributions(at: 0..<2), signature), count: rows.count,
                        base: bytes.baseAddress, epoch: 1))
            }
        }
        // Two states of two actions: KL = ½ (KL of the first + KL of the second).
        batch([[0.5, 0.5, 1, 0], [0.25, 0.75, 0.5, 0.5]]) { batch in
            let found = PolicyDivergence.between((0..<batch.count).map(batch.numbers), .discrete(count: 2))
            let first = 0.5 * Elementary.log(2.0) + 0.5 * Elementary.log(0.5 / 0.75)
            #expect(abs(found[0][1] - (first + Elementary.log(2.0)) / 2) < 1e-12)
            #expect(found[1][0] == .infinity && found[0][0] == 0 && found[1][1] == 0)
        }
        // Two states of one control: N(0, 1) and N(2, 0.5).
        batch([[0, 1, 0, 1], [2, 0.5, 0, 1]]) { batch in
            let found = PolicyDivergence.between(
                (0..<batch.count).map(batch.numbers), .box(low: [-1], high: [1]))
            let first = Elementary.log(0.5) + (1 + 4) / (2 * 0.25) - 0.5
            #expect(abs(found[0][1] - first / 2) < 1e-12 && found[0][0] == 0)
        }
    }
}
