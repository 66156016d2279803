import Learning
import TestSupport
import Testing

@Suite("What is exact of finite worlds")
struct ExactModelTests {
    @Test("Stationary distributions and heterogeneity are the fixture's")
    func garnet() throws {
        let fixture = try Fixture("federated-td")
        let models = try FixtureModels.garnet(fixture)
        let policy = try fixture.doubles("policy")
        let found = models.flatMap { $0.stationaryDistribution(under: policy) ?? [] }
        #expect(FixtureModels.agree(found, try fixture.doubles("stationary")))
        let heterogeneity = ModelHeterogeneity(models)
        let expected = [fixture.facts["kernel_heterogeneity"], fixture.facts["reward_heterogeneity"]]
            .compactMap { $0?.asNumber }
        #expect(FixtureModels.agree([heterogeneity.kernels, heterogeneity.rewards], expected))
    }

    @Test("Two closed classes have no one stationary distribution, equal worlds no heterogeneity")
    func degenerate() {
        let model = FiniteModel(
            states: 3, actions: 1, kernel: [[(0, 1)], [(1, 1)], [(0, 0.5), (1, 0.5)]], rewards: [1, 2, 3],
            start: [0, 0, 1])
        #expect(model.stationaryDistribution(under: [1, 1, 1]) == nil)
        #expect(ModelHeterogeneity([model, model]) == ModelHeterogeneity([model]))
        #expect(ModelHeterogeneity([model, model]).kernels == 0)
        // V(0) = 1/(1 − γ) = 2, V(1) = 4, V(2) = 3 + γ (2 + 4)/2
        #expect(FixtureModels.agree(model.values(of: [1, 1, 1], discount: 0.5), [2, 4, 4.5]))
        #expect(FixtureModels.agree([model.exactReturn(of: [1, 1, 1], discount: 0.5)], [4.5]))
    }

    @Test(
        "Neighbor sets and the returns of greedy policies are the fixture's", arguments: ["random_mdp", "windy_cliff"])
    func tabular(world: String) throws {
        let fixture = try Fixture("tabular")
        let models = try FixtureModels.tabular(fixture, world)
        let (states, actions) = (models[0].states, models[0].actions)
        let sets = try fixture.integers("\(world)/neighbors/own")
        for (agent, model) in models.enumerated() {
            for state in 0..<states {
                let expected = (0..<states).filter { sets[(agent * states + state) * states + $0] == 1 }
                #expect(model.neighbors[state] == expected)
            }
        }
        let discount = try #require(fixture.facts["discounts"]?[world]?.asNumber)
        let tables = try fixture.doubles("\(world)/qavg/1/tables").suffix(states * actions)
        let table = Array(tables)
        let policy = (0..<states).flatMap { state -> [Double] in
            let row = Array(table[(state * actions)..<((state + 1) * actions)])
            let best = row.firstIndex(of: row.max() ?? 0) ?? 0
            return (0..<actions).map { $0 == best ? 1 : 0 }
        }
        let returns = models.map { $0.exactReturn(of: policy, discount: discount) }
        #expect(FixtureModels.agree(returns, try fixture.doubles("\(world)/qavg/1/returns")))
    }
}
