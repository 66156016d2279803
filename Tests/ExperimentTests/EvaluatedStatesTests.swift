import Config
import Determinism
import Diagnostics
import Learning
import Testing

@testable import Experiment

@Suite("States that agents know, in the worlds they are evaluated in")
struct EvaluatedStatesTests {
    /// Agents of four states and two actions, evaluated in another world of as many observations and actions.
    static func text(_ world: String, _ how: String, _ measure: String) -> String {
        """
        concord: 1
        name: states
        seeds: [1]
        round: {steps: 20}
        rounds: 2
        environment: {corridor: {cells: 2}}
        nominal: \(world)
        worlds: {other: {list: [\(world)]}}
        learner: online_table
        optimizer: {sgd: {learning_rate: 0.1}}
        agents: [{name: a, count: 2}]
        federation: []
        evaluation: {every: {rounds: 1}, \(how)}
        measure: [\(measure)]

        """
    }

    @Test(
        "A table plays where it is shown which state it is in, and is worth something where there are as many states",
        arguments: [
            ("cartpole", "episodes: 2", "evaluation_return", "none to act in"),
            ("cartpole", "episodes: 2", "exact_return", "not known whole"),
            ("cartpole", "exact: true", "exact_return", "not known whole"),
            ("{garnet: {states: 6, features: 4}}", "episodes: 2", "evaluation_return", "none to act in"),
            ("{garnet: {states: 6, features: 4}}", "episodes: 2", "exact_return", "2 actions, and of 6 and 2"),
            ("{garnet: {states: 6, features: 4}}", "exact: true", "exact_return", "2 actions, and of 6 and 2"),
        ], ["nominal", "other"])
    func refused(one: (world: String, how: String, measure: String, words: String), place: String) {
        let text = Self.text(one.world, "\(one.how), worlds: [\(place)]", one.measure)
        let (study, findings) = SpecText.compile(text)
        #expect(study == nil)
        let found = findings.diagnostics.first { $0.message.contains(one.words) }
        #expect(found?.span != nil && found?.related != nil, "\(findings.diagnostics.map(\.message))")
    }

    @Test("In a world of as many states both are taken", arguments: ["nominal", "other"])
    func taken(place: String) throws {
        for (how, measure) in [("episodes: 2", "evaluation_return, exact_return"), ("exact: true", "exact_return")] {
            let text = Self.text("{corridor: {cells: 2}}", "\(how), worlds: [own, \(place)]", measure)
            var cell = try DeltaTests.cell(text)
            let next = cell.advance(1)
            let row = try #require(next)
            #expect(row["exact_return"]?[place] == row["exact_return"]?["own"])
        }
    }

    @Test("Agents of a checkpoint are not evaluated where they would not know their states")
    func evaluator() throws {
        let played = try DeltaTests.cell(Self.text("{corridor: {cells: 2}}", "episodes: 2", "evaluation_return"))
        let computed = try DeltaTests.cell(
            Self.text("{corridor: {cells: 2}}", "exact: true", "exact_return")
                .replacing("learner: online_table", with: "learner: q_learning")
                .replacing("{steps: 20}", with: "{updates: 4}"))
        for world in ["{\"cartpole\": {}}", "{\"garnet\": {\"features\": 4, \"states\": 6}}"] {
            let there = Choice(try CanonicalValue(parsing: world))
            let place = Evaluator.Place("there", [CellPlan.WorldSet(name: "there", environments: [there])])
            for cell in [played, computed] {
                let own = cell.plan.agents[0]
                let isExact = !(own.learnerType is any Acting.Type)
                #expect(Evaluator.refusal(of: own, in: place, isExact: isExact) != nil, "\(world), \(own.learner.kind)")
            }
        }
    }
}
