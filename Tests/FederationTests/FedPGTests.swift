import Config
import Determinism
import Foundation
import TestSupport
import Testing

@testable import Federation
@testable import Learning

@Suite("FedPG against numpy and closed forms")
struct FedPGTests {
    static let kinds = [1, 2]

    static func world(_ kind: Int) throws -> FiniteModel {
        let environment = Language.federation[Environments.name].make(
            Choice(.object([.init("two_type", .object([.init("type", .integer(kind))]))])))
        return try #require(environment.model)
    }

    static func worlds() throws -> [FiniteModel] { try kinds.map(world) }

    /// Agents in both kinds of world.
    static func federation(
        _ settings: [(String, CanonicalValue)], rate: Double, updates: Int = 1, method: String = "fedpg",
        in models: [FiniteModel]? = nil, seed: UInt64 = 1
    ) throws -> TabularFederation {
        try TabularFederation(
            models ?? worlds(), learner: "softmax_policy_gradient", .object(sorting: settings), rate: rate,
            method: method, length: Duration(updates, .updates), seed: seed)
    }

    /// The mean of J over the agents' worlds, from a uniform start.
    static func value(_ federation: TabularFederation, _ models: [FiniteModel]) throws -> Double {
        try models.indices.reduce(0.0) { sum, agent in
            let policy = try #require(federation.population.tabularPolicy(of: agent))
            return sum + models[agent].startingAnywhere.exactReturn(of: policy, discount: 0.99)
        } / Double(models.count)
    }

    @Test("Both kinds of world are the fixture's")
    func models() throws {
        let fixture = try Fixture("fedpg")
        let (kernels, rewards) = (try fixture.doubles("kernels"), try fixture.doubles("rewards"))
        for (index, model) in try Self.worlds().enumerated() {
            var dense = [Double](repeating: 0, count: 7 * 4 * 7)
            for row in 0..<28 {
                for place in model.range(state: row / 4, action: row % 4) {
                    dense[row * 7 + Int(model.successors[place])] = model.probabilities[place]
                }
            }
            #expect(TabularFederation.agree(dense, Array(kernels[(index * 196)..<((index + 1) * 196)])))
            #expect(model.rewards == rewards)
            #expect(TabularFederation.agree(model.start, try fixture.doubles("start")))
        }
    }

    @Test("Exact gradients and policies are the fixture's", arguments: ["flat", "bits"], ["0", "0.5"])
    func exact(head: String, entropy: String) throws {
        let fixture = try Fixture("fedpg")
        var federation = try Self.federation(
            [
                ("entropy", .number(try #require(Double(entropy)))), ("gradient", .text("exact")),
                ("head", .text(head)),
            ], rate: 0.05, updates: 3)
        let logits = try fixture.doubles("\(head)/logits")
        federation.set(logits)
        let policy = try #require(federation.population.tabularPolicy(of: 1))
        #expect(TabularFederation.agree(policy, try fixture.doubles("\(head)/policy")))
        federation.train()
        let expected = try fixture.doubles("\(head)/\(entropy)/exact")
        #expect(TabularFederation.agree(federation.rows.flatMap(\.self), expected, within: 1e-10))
    }

    @Test("Sampled gradients have the fixture's mean", arguments: ["flat", "bits"], ["0", "0.5"])
    func sampled(head: String, entropy: String) throws {
        let fixture = try Fixture("fedpg")
        let logits = try fixture.doubles("\(head)/logits")
        let expected = try fixture.doubles("\(head)/\(entropy)/mean")
        var (sums, squares) = (
            [Double](repeating: 0, count: expected.count), [Double](repeating: 0, count: expected.count)
        )
        let repetitions = 40
        var federation = try Self.federation(
            [
                ("batch", .object([.init("episodes", .integer(4000))])),
                ("entropy", .number(try #require(Double(entropy)))), ("head", .text(head)), ("horizon", .integer(5)),
            ], rate: 1)
        for _ in 0..<repetitions {
            federation.set(logits)
            federation.train()
            for (index, row) in federation.rows.joined().enumerated() {
                let step = row - logits[index % logits.count]
                sums[index] += step
                squares[index] += step * step
            }
        }
        let count = Double(repetitions)
        for index in expected.indices {
            let mean = sums[index] / count
            let variance = max(squares[index] / count - mean * mean, 0) / (count - 1)
            #expect(
                abs(mean - expected[index]) < 5 * variance.squareRoot() + 1e-12,
                "logit \(index): \(mean) for \(expected[index])")
        }
    }

    @Test("Two actions are one bit: both heads are the same, number by number")
    func oneBit() throws {
        let settings: [(String, CanonicalValue)] = [
            ("actions", .integer(2)), ("contamination", .number(0.5)), ("seed", .integer(3)), ("states", .integer(4)),
        ]
        let models = try (1...3).map { instance in
            let values = CanonicalValue.object(sorting: settings + [("instance", .integer(instance))])
            let made = Language.federation[Environments.name].make(Choice(.object([.init("dirichlet_mdp", values)])))
            return try #require(made.model)
        }
        for gradient in ["sampled", "exact"] {
            let heads = try ["flat", "bits"].map { head in
                var federation = try Self.federation(
                    [("entropy", .number(0.3)), ("gradient", .text(gradient)), ("head", .text(head))], rate: 0.5,
                    updates: 4, in: models)
                for _ in 0..<5 {
                    federation.train()
                    federation.exchange()
                }
                return federation.rows
            }
            #expect(heads[0] == heads[1])
            #expect(heads[0][0].contains { $0 != 0 })
        }
    }

    /// λ ln Σ exp(x/λ), the most that x and λ times the entropy of a choice are worth, and the chances that attain it.
    private static func soft(_ worths: [Double], _ entropy: Double) -> (value: Double, chances: [Double]) {
        let value = entropy * log(worths.reduce(0) { $0 + exp($1 / entropy) })
        return (value, worths.map { exp(($0 - value) / entropy) })
    }

    /// The policy with the largest return and entropy, by value iteration; of two bits, the entropy of the second weighs γ.
    private static func softOptimum(_ model: FiniteModel, entropy: Double, head: String) -> [Double] {
        var values = [Double](repeating: 0, count: model.states)
        var policy: [[Double]] = []
        for _ in 0..<4000 {
            let worths = model.backup(of: values, discount: 0.99)
            let choices = values.indices.map { state -> (value: Double, chances: [Double]) in
                let row = Array(worths[(4 * state)..<(4 * state + 4)])
                if head == "flat" { return soft(row, entropy) }
                let seconds = [row.prefix(2), row.suffix(2)].map { soft(Array($0), 0.99 * entropy) }
                let (value, firsts) = soft(seconds.map(\.value), entropy)
                return (value, zip(firsts, seconds).flatMap { first, second in second.chances.map { first * $0 } })
            }
            values = choices.map(\.value)
            policy = choices.map(\.chances)
        }
        return policy.flatMap(\.self)
    }

    @Test("With entropy, each head comes to its own optimum, and the bits' published weights have another")
    func bitsDiffer() throws {
        let model = try Self.world(1)
        let optima = try ["flat", "bits"].map { head in
            var federation = try Self.federation(
                [("entropy", .number(5)), ("gradient", .text("exact")), ("head", .text(head))], rate: 0.01,
                updates: 100, in: [model])
            for _ in 0..<80 { federation.train() }
            let before = federation.rows[0]
            federation.train()
            #expect(zip(federation.rows[0], before).allSatisfy { abs($0 - $1) < 1e-10 }, "gradients vanish")
            let policy = try #require(federation.population.tabularPolicy(of: 0))
            let optimum = Self.softOptimum(model, entropy: 5, head: head)
            #expect(zip(policy, optimum).allSatisfy { abs($0 - $1) < 1e-9 })
            return optimum
        }
        #expect(zip(optima[0], optima[1]).contains { abs($0 - $1) > 1e-3 })
    }

    @Test(
        "Exact FedPG finds the policy that mixes, whatever the local steps and the entropy", arguments: [1, 5],
        [0, 0.05, 0.5])
    func oracle(steps: Int, entropy: Double) throws {
        let models = try Self.worlds()
        var federation = try Self.federation(
            [("entropy", .number(entropy)), ("gradient", .text("exact"))], rate: 0.05, updates: steps)
        for _ in 0..<6000 {
            federation.train()
            federation.exchange()
        }
        let policy = try #require(federation.population.tabularPolicy(of: 0))
        #expect(policy[0..<4].allSatisfy { abs($0 - 0.25) < 1e-9 })
        // 96.8694 and 96.8737, 96.8681 and 96.8733, 96.7618 and 96.7647 by an independent program.
        let expected = [0: [96.8694, 96.8737], 0.05: [96.8681, 96.8733], 0.5: [96.7618, 96.7647]][entropy]
        let found = try Self.value(federation, models)
        #expect(abs(found - (try #require(expected))[steps == 1 ? 0 : 1]) < 1e-4, "\(found)")
    }

    @Test("Averaged values come to a greedy policy no better than the best deterministic one")
    func values() throws {
        let models = try Self.worlds()
        var federation = try TabularFederation(
            models, learner: "value_iteration", .object([.init("discount", .number(0.99))]), rate: 0.5, method: "qavg",
            length: Duration(1, .updates))
        for _ in 0..<6000 {
            federation.train()
            federation.exchange()
        }
        let row = federation.rows[0]
        #expect(row[1..<4].allSatisfy { abs($0 - row[0]) < 1e-9 }, "no action of state 0 is better than another")
        #expect(abs(try Self.value(federation, models) - 63.0646405992) < 1e-9)
    }

    @Test("Q-learning on drawn pairs comes to the optimal values of its own world")
    func qLearning() throws {
        let model = try Self.world(1)
        let best = model.optimum(discount: 0.9, tolerance: 1e-12).actionValues
        var federation = try TabularFederation(
            [model], learner: "q_learning", .object([.init("discount", .number(0.9))]), rate: 0.01, method: "fedq",
            length: Duration(20_000, .updates))
        federation.train()
        #expect(zip(federation.rows[0], best).allSatisfy { abs($0 - $1) < 0.15 })
        // Pairs that are not drawn stay: of one transition an update moves one value.
        var single = try TabularFederation(
            [model], learner: "q_learning", .object(sorting: [("batch", .integer(1))]), rate: 0.5, method: "fedq",
            length: Duration(1, .updates))
        single.set([[Double](repeating: 1, count: 28)])
        single.train()
        #expect(single.rows[0].count { $0 != 1 } == 1)
    }
}
