import Config
import Determinism
import Numerics
import Testing

@testable import Federation
@testable import Learning

@Suite("Visits that are counted")
struct VisitsTests {
    static let rate = 0.125

    /// Agents that learn rewards alone, γ = 0: after n visits of a state V = r (1 − (1 − η)ⁿ), so that V says how often it was
    /// visited.
    static func federation(
        _ axes: String, learner: String = "td", sampling: String, features: String, steps: Int
    ) throws -> TabularFederation {
        var federation = try TabularFederation(
            (0..<3).map { agent in
                FiniteModel(
                    states: 4, actions: 1,
                    kernel: [[(1, 0.5), (2, 0.5)], [(0, 1)], [(0, 0.25), (2, 0.5), (3, 0.25)], [(1, 1)]],
                    rewards: (0..<4).map { Double($0 + 1) + Double(agent) }, start: [1, 0, 0, 0],
                    features: (0..<16).map { $0 % 5 == 0 ? 1 : 0 })
            }, learner: learner,
            CanonicalValue(
                parsing: #"{"discount": 0, "sampling": "\#(sampling)", "features": "\#(features)"}"#),
            rate: rate, method: "fedlsa", length: Duration(steps, .steps))
        let composition = try #require(
            Language.federation[Methods.name].make(
                Choice(.object([.init("fedlsa", try CanonicalValue(parsing: axes))]))))
        federation.exchanges = [Exchange(composition, period: 1, among: federation.population)]
        return federation
    }

    /// How often each agent visited each state since its values were zero.
    static func visits(_ rows: [[Double]]) -> [[Double]] {
        rows.enumerated().map { agent, row in
            row.enumerated().map { state, value in
                let reward = Double(state + 1 + agent)
                return (Elementary.log(1 - value / reward) / Elementary.log(1 - rate)).rounded()
            }
        }
    }

    @Test(
        "Every number counts by the visits of what it stands for, and alike where nobody was",
        arguments: [("td", "stationary"), ("td", "markovian"), ("sarsa", "markovian")], ["one_hot", "environment"])
    func weights(walk: (learner: String, sampling: String), features: String) throws {
        var federation = try Self.federation(
            #"{"weights": {"visits": {}}}"#, learner: walk.learner, sampling: walk.sampling, features: features,
            steps: 5)
        var unvisited = 0
        for _ in 1...20 {
            federation.set([0, 0, 0, 0])
            federation.train()
            let before = federation.rows
            let visits = Self.visits(before)
            #expect(visits.allSatisfy { $0.reduce(0, +) == 5 })
            federation.exchange()
            for state in 0..<4 {
                let sum = visits.reduce(0) { $0 + $1[state] }
                unvisited += sum == 0 ? 1 : 0
                let expected = before.indices.reduce(0.0) {
                    $0 + (sum > 0 ? visits[$1][state] / sum : 1.0 / 3) * before[$1][state]
                }
                for row in federation.rows { #expect(abs(row[state] - expected) < 1e-13) }
            }
        }
        #expect(unvisited > 0)
        #expect(federation.ledger.entries.contains { $0.kind == "visits" && $0.bytes == 20 * 3 * 4 * 8 })
    }

    @Test("Counting changes nothing of what is learned")
    func quiet() throws {
        let groups = #"{"weights": {"groups": {"by": {"state_visits": {}}, "count": 1}}}"#
        var one = try Self.federation(groups, sampling: "markovian", features: "one_hot", steps: 7)
        var other = try Self.federation("{}", sampling: "markovian", features: "one_hot", steps: 7)
        for _ in 1...6 {
            one.train()
            one.exchange()
            other.train()
            other.exchange()
            #expect(one.rows == other.rows)
        }
    }

    /// Agents a0 and a2 go to and fro between the first two states, a1 between the last two; each has rewards of its own.
    static func apart(_ axes: String) throws -> TabularFederation {
        var federation = try TabularFederation(
            (0..<3).map { agent in
                FiniteModel(
                    states: 4, actions: 1,
                    kernel: agent == 1
                        ? [[(2, 1)], [(3, 1)], [(3, 1)], [(2, 1)]] : [[(1, 1)], [(0, 1)], [(0, 1)], [(1, 1)]],
                    rewards: (0..<4).map { Double($0 + 1) + Double(agent) },
                    start: agent == 1 ? [0, 0, 1, 0] : [1, 0, 0, 0])
            }, learner: "td", CanonicalValue(parsing: #"{"discount": 0, "sampling": "markovian"}"#), rate: rate,
            method: "fedlsa", length: Duration(50, .steps))
        let composition = try #require(
            Language.federation[Methods.name].make(
                Choice(.object([.init("fedlsa", try CanonicalValue(parsing: axes))]))))
        federation.exchanges = [Exchange(composition, period: 1, among: federation.population)]
        return federation
    }

    @Test("Agents are grouped by where they were: those who were at the same states get their mean, the other its own")
    func groups() throws {
        func exchanged(_ count: Int) throws -> (before: [[Double]], after: [[Double]]) {
            var federation = try Self.apart(
                #"{"weights": {"groups": {"by": {"state_visits": {}}, "count": \#(count)}}}"#)
            federation.set([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]])
            federation.train()
            let before = federation.rows
            federation.exchange()
            return (before, federation.rows)
        }
        func mean(_ rows: [[Double]], of agents: [Int]) -> [Double] {
            rows[0].indices.map { column in agents.reduce(0.0) { $0 + rows[$1][column] } / Double(agents.count) }
        }
        let two = try exchanged(2)
        #expect(Set(two.before).count == 3)
        let pair = mean(two.before, of: [0, 2])
        #expect(two.after == [pair, two.before[1], pair])
        let one = try exchanged(1)
        let all = mean(one.before, of: [0, 1, 2])
        for row in one.after { #expect(zip(row, all).allSatisfy { abs($0 - $1) < 1e-12 }) }
        // Agents that are alike are never apart, however many groups there may be.
        #expect(try exchanged(3).after == two.after)
    }
}
