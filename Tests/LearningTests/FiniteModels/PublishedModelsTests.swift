import Config
import Determinism
import TestSupport
import Testing

@testable import Learning

@Suite("Finite models against numpy")
struct PublishedModelsTests {
    @Test("Returns of greedy and of mixed policies, and united neighbors", arguments: ["random_mdp", "windy_cliff"])
    func returns(world: String) throws {
        let fixture = try Fixture("tabular")
        let models = try FixtureModels.tabular(fixture, world)
        let discount = try #require(fixture.facts["discounts"]?[world]?.asNumber)
        let size = models[0].states * models[0].actions
        for (variant, isPolicy) in [("qavg", false), ("fedrq", false), ("projpavg", true)] {
            for steps in [1, 4] {
                let table = Array(try fixture.doubles("\(world)/\(variant)/\(steps)/tables").suffix(size))
                let returns = models.map { model in
                    model.exactReturn(of: isPolicy ? table : model.greedyPolicy(of: table), discount: discount)
                }
                #expect(
                    FixtureModels.agree(returns, try fixture.doubles("\(world)/\(variant)/\(steps)/returns")))
            }
        }
        let sets = NeighborSets(models)
        let states = models[0].states
        let rows = (0..<states).flatMap { state in (0..<states).map { sets[state].contains(Int32($0)) ? 1 : 0 } }
        #expect(try rows == fixture.integers("\(world)/neighbors/union"))
    }

    @Test("WindyCliff is numpy's, for every wind")
    func windyCliff() throws {
        let fixture = try Fixture("tabular")
        let winds = (fixture.facts["wind"]?.elements ?? []).compactMap(\.asNumber)
        let models = try FixtureModels.tabular(fixture, "windy_cliff")
        #expect(winds.count == 3 && models.count == 3)
        for (wind, expected) in zip(winds, models) {
            let settings = Settings(WindyCliff.component.fields, .object(sorting: [("wind", .number(wind))]))
            let model = try #require(WindyCliff(settings).model)
            #expect(model.starts == expected.starts && model.successors == expected.successors)
            #expect(zip(model.probabilities, expected.probabilities).allSatisfy { abs($0 - $1) < 1e-15 })
            #expect(model.rewards == expected.rewards && model.start == expected.start)
        }
    }
}
