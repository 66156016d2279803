import Config
import Determinism
import Diagnostics
import Testing

@testable import Experiment

@Suite("What agents could get, each with a policy of its own and all with one")
struct PolicyOptimaTests {
    /// Two kinds of world that want opposite actions of state 0, in turn, where all episodes begin.
    static let atTheChoice = "two_type: {reset_weights: [1, 0, 0, 0, 0, 0, 0]"

    static func text(_ kinds: String, count: Int = 2, rounds: Int = 1, start: String = "uniform") -> String {
        """
        concord: 1
        name: optima
        seeds: [1]
        round: {updates: 5}
        rounds: \(rounds)
        environment: {\(kinds)}}
        learner: {softmax_policy_gradient: {discount: 0.99, gradient: exact}}
        optimizer: {sgd: {learning_rate: 0.5}}
        agents: [{name: a, count: \(count)}]
        federation: [fedpg]
        evaluation: {every: {rounds: \(rounds)}, exact: true, start: \(start), worlds: [own]}
        measure: [exact_return: {reduce: [mean]}, mean_of_own_optima, best_deterministic_return]
        """
    }

    /// What the last row says of policies that are learned, of agents' own and of the best deterministic one.
    static func end(_ text: String) throws -> (learned: Double, own: Double, deterministic: Double) {
        let row = try RegretTests.end(text).row
        return (
            try #require(row["exact_return"]?["own"]?["mean"]?.asNumber),
            try #require(row["mean_of_own_optima"]?.asNumber),
            try #require(row["best_deterministic_return"]?.asNumber)
        )
    }

    static func agree(_ one: Double, _ other: Double) -> Bool { abs(one - other) < 1e-9 }

    @Test("Of the two kinds of world, from a uniform start, a row reads 97.558, 63.065 and 96.87")
    func published() throws {
        // Value iteration, linear solves over all deterministic policies, and exact FedPG from equal logits, all by numpy.
        let found = try Self.end(Self.text("two_type: {type: {values: [1, 2]}", rounds: 60))
        #expect(Self.agree(found.own, 97.5578526270))
        #expect(Self.agree(found.deterministic, 63.0646405992))
        #expect(Self.agree(found.learned, 96.8666381272))
    }

    @Test("Where worlds begin is another start, and other numbers")
    func worldsStart() throws {
        // By numpy, as above, from weights of 0.05, 0.05, 0.05, 0.3, 0.3, 0.2 and 0.05.
        let found = try Self.end(Self.text("two_type: {type: {values: [1, 2]}", start: "world"))
        #expect(Self.agree(found.own, 95.9929721648))
        #expect(Self.agree(found.deterministic, 52.9964860824))
    }

    @Test("From the state where kinds differ: 99 each, 99 to one kind for all, and more for who draws")
    func closedForm() throws {
        // The right action leads to a reward of 1 for ever: γ/(1 − γ) = 99; the wrong one stays for nothing.
        let pair = try Self.end(Self.text("\(Self.atTheChoice), type: {values: [1, 2]}", start: "world"))
        #expect(Self.agree(pair.own, 99) && Self.agree(pair.deterministic, 49.5))
        // Drawn uniformly, V = γ(V/2 + 100/2): V = 50γ/(1 − γ/2), and gradients of both kinds cancel there.
        #expect(Self.agree(pair.learned, 49.5 / 0.505))
        let three = try Self.end(Self.text("\(Self.atTheChoice), type: {values: [1, 2, 1]}", count: 3, start: "world"))
        #expect(Self.agree(three.own, 99) && Self.agree(three.deterministic, 66))
    }

    @Test("Every agent counts at its own discount")
    func discounts() throws {
        let text = Self.text("\(Self.atTheChoice), type: {values: [1, 2]}", start: "world").replacing(
            "federation: [fedpg]", with: "federation: []"
        ).replacing(
            "{name: a, count: 2}",
            with: """
                {name: a, environment: {\(Self.atTheChoice), type: 1}}}, {name: b, environment: \
                {\(Self.atTheChoice), type: 2}}, learner: {softmax_policy_gradient: {discount: 0.9, gradient: exact}}}
                """)
        let found = try Self.end(text)
        // γ/(1 − γ) is 99 and 9: their mean, and the larger of them for half of the agents.
        #expect(Self.agree(found.own, 54) && Self.agree(found.deterministic, 49.5))
    }

    @Test("Replicas have their numbers by copy, of the worlds that each has drawn")
    func replicas() throws {
        let end = try RegretTests.end(
            Self.text("\(Self.atTheChoice), type: {uniform: [1, 2]}", start: "world") + "\nreplicas: 12")
        let kinds = end.cell.plan.copies.map { copy in
            copy.agents.map { $0.environment.values["type"]?.asInteger ?? 1 }
        }
        #expect(Set(kinds.map { $0[0] == $0[1] }).count == 2, "some copies have drawn one kind twice, and some both")
        let own = try #require(end.row["mean_of_own_optima"]?.elements.compactMap { $0.asNumber })
        let deterministic = try #require(end.row["best_deterministic_return"]?.elements.compactMap { $0.asNumber })
        #expect(own.count == 12 && own.allSatisfy { Self.agree($0, 99) })
        #expect(deterministic.count == 12)
        for (kind, found) in zip(kinds, deterministic) { #expect(Self.agree(found, kind[0] == kind[1] ? 99 : 49.5)) }
    }

    /// Specs, and why the best deterministic policy is refused there; nil where it is not.
    static let tried: [(text: String, words: String?)] = [
        (text("dirichlet_mdp: {states: 15, actions: 2"), nil),
        (text("dirichlet_mdp: {states: 8, actions: 4"), "4 actions in 8 states make more deterministic policies"),
        (
            text("dirichlet_mdp: {states: 3, actions: 2").replacing(
                "{name: a, count: 2}",
                with: "{name: a}, {name: b, environment: {dirichlet_mdp: {states: 4, actions: 2}}}"),
            "unlike numbers of states or actions"
        ),
    ]

    @Test("What cannot be tried out, or has no policy in common, is refused by name", arguments: tried)
    func refused(text: String, words: String?) {
        let (study, findings) = LiarTests.study(text)
        #expect((study == nil) == (words != nil), "\(findings.map(\.message))")
        guard let words else { return }
        #expect(
            findings.contains { $0.code == .measureUnfit && $0.message.contains(words) }, "\(findings.map(\.message))")
    }
}
