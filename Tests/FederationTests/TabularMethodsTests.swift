import Config
import Determinism
import TestSupport
import Testing

@testable import Federation
@testable import Learning

@Suite("Exact tabular federation against numpy")
struct TabularMethodsTests {
    /// A variant of the fixture in our words.
    struct Variant: Sendable, CustomTestStringConvertible {
        let name: String, learner: String, method: String
        let settings: [(String, CanonicalValue)]
        let rate: Double
        var testDescription: String { name }
    }

    static let variants: [Variant] = {
        func robust(_ neighbors: String) -> (String, CanonicalValue) {
            ("robust", .object(sorting: [("neighbors", .text(neighbors)), ("omega", .number(0.2))]))
        }
        let actions = ("moves", CanonicalValue.text("actions"))
        func table(_ name: String, _ method: String, _ settings: [(String, CanonicalValue)]) -> Variant {
            Variant(name: name, learner: "value_iteration", method: method, settings: settings, rate: 0.5)
        }
        func policy(_ method: String, _ parametrization: String, _ rate: Double) -> Variant {
            Variant(
                name: method, learner: "exact_policy_gradient", method: method,
                settings: [("parametrization", .text(parametrization))], rate: rate)
        }
        return [
            table("qavg", "qavg", []), table("qavg-robust", "fedrq", [robust("union")]),
            table("qavg-actions", "qavg", [actions]), table("fedrq", "fedrq", [actions, robust("union")]),
            table("fedrq-own", "fedrq", [actions, robust("own")]),
            policy("softpavg", "softmax", 0.05), policy("projpavg", "direct", 0.01),
        ]
    }()

    @Test(
        "Local tables, averages and returns are the fixture's, for one update per exchange and for four",
        arguments: variants, ["random_mdp", "windy_cliff"])
    func fixture(variant: Variant, world: String) throws {
        let fixture = try Fixture("tabular")
        let models = try FixtureModels.tabular(fixture, world)
        let discount = try #require(fixture.facts["discounts"]?[world]?.asNumber)
        let actions = models[0].actions
        var first = try fixture.doubles("\(world)/initial")
        if variant.name == "projpavg" {
            for row in stride(from: 0, to: first.count, by: actions) {
                let sum = first[row..<(row + actions)].reduce(0, +)
                for index in row..<(row + actions) { first[index] /= sum }
            }
        }
        for (updates, isSplit) in [(1, false), (4, false), (4, true)] {
            var federation = try TabularFederation(
                models, learner: variant.learner,
                .object(sorting: variant.settings + [("discount", .number(discount))]), rate: variant.rate,
                method: variant.method, length: Duration(isSplit ? 1 : updates, .updates))
            federation.set(first)
            let tables = try fixture.doubles("\(world)/\(variant.name)/\(updates)/tables")
            for round in 0..<4 {
                // Four rounds of one update between two exchanges are one round of four.
                for _ in 0..<(isSplit ? updates : 1) { federation.train() }
                if round == 0 {
                    let local = try fixture.doubles("\(world)/\(variant.name)/\(updates)/local")
                    #expect(TabularFederation.agree(federation.rows.flatMap(\.self), local))
                }
                federation.exchange()
                let expected = Array(tables[(round * first.count)..<((round + 1) * first.count)])
                for row in federation.rows { #expect(TabularFederation.agree(row, expected)) }
            }
            let returns = try models.indices.map { agent in
                let policy = try #require(federation.population.tabularPolicy(of: agent))
                return models[agent].exactReturn(of: policy, discount: discount)
            }
            let expected = try fixture.doubles("\(world)/\(variant.name)/\(updates)/returns")
            #expect(TabularFederation.agree(returns, expected, within: 1e-10))
        }
    }
}
