import Determinism
import Diagnostics
import TestSupport
import Testing

@testable import Experiment

@Suite("Evaluating checkpoints")
struct EvaluatorTests {
    @Test(
        "Agents that are no actors are refused by name, in their own worlds and elsewhere",
        arguments: [("td", "{steps: 10}", "garnet")])
    func refusal(learner: String, round: String, environment: String) throws {
        let evaluator = try Self.evaluator(
            """
            round: \(round)
            rounds: 2
            environment: \(environment)
            learner: \(learner)
            optimizer: sgd
            agents: [{name: a, count: 2}]
            measure: [heterogeneity]

            """
        ).evaluator
        for place in evaluator.places {
            let refusal = try #require(evaluator.refusal(of: place))
            #expect(refusal.contains("'a1'") && refusal.contains(learner))
        }
    }

    @Test(
        "Of agents with policies by state values are computed: those the run recorded, each replica in its own worlds",
        arguments: ["value_iteration", "exact_policy_gradient"], [1, 3])
    func exact(learner: String, replicas: Int) throws {
        let random = "{random_mdp: {seed: {uniform: [0, 1000000]}, instance: {uniform: [0, 1000000]}}}"
        let text = """
            round: {updates: 2}
            rounds: 3
            replicas: \(replicas)
            environment: \(random)
            learner: \(learner)
            optimizer: {sgd: {learning_rate: 0.1}}
            agents: [{name: a, count: 2}]
            worlds: {far: {count: 3, environment: \(random)}}
            federation: [{parameter_average: {every: {rounds: 2}}}]
            evaluation: {every: {rounds: 1}, exact: true, worlds: [own, nominal, far]}
            measure: [exact_return, {reduced: {exact_return: {reduce: [mean, worst]}}}]

            """
        var (evaluator, study, row) = try Self.evaluator(text)
        #expect(evaluator.isExact)
        let sets = try #require(study.worlds("far", arm: "main", seed: 3, replicas: replicas))
        for place in evaluator.places + [Evaluator.Place("far", sets)] {
            #expect(evaluator.refusal(of: place) == nil)
            let result = evaluator.run(place, episodes: 1, .greedy)
            #expect(
                row["exact_return"]?[place.name]?.elements.map(\.asNumber) == result.rows.map(\.meanReturn))
            for (word, values) in [("mean", result.means), ("worst", result.worsts)] {
                let recorded = try #require(row["reduced"]?[place.name]?[word])
                #expect((replicas == 1 ? [recorded] : recorded.elements).map(\.asNumber) == values)
            }
            #expect(result.rows.map(\.replica) == (1...replicas).flatMap { [$0, $0] })
        }
        let far = evaluator.run(try #require(evaluator.places.last), episodes: 1, .greedy)
        #expect(Set(far.means).count == replicas)
    }

    @Test("Of several replicas that play, each is evaluated in its own worlds, as the run did")
    func replicas() throws {
        var cell = try ReplicaTests.cell(3)
        var last: CanonicalValue?
        while cell.round < 3 { last = cell.advance(1) }
        let row = try #require(last)
        var evaluator = Evaluator(cell)
        for place in evaluator.places where place.name != "nominal" {
            let result = evaluator.run(place, episodes: 2, .greedy)
            #expect(result.rows.count == 9 && result.rows.allSatisfy { ($0.meanLength ?? 0) > 0 })
            for (word, values) in [("mean", result.means), ("worst", result.worsts)] {
                let recorded = row["evaluation_return"]?[place.name]?[word]?.elements.map(\.asNumber)
                #expect(recorded == values)
            }
            #expect(Set(result.means).count == 3)
        }
    }

    @Test("Drawn actions of a deterministic policy are refused by name; a policy that explores draws them")
    func rules() throws {
        for (learner, environment, agent) in [("ddpg", "pendulum", "'a1'"), ("dqn", "cartpole", nil)] {
            let evaluator = try Self.evaluator(
                """
                round: {episodes: 1}
                rounds: 1
                environment: {\(environment): {maximum_steps: 5}}
                learner: \(learner)
                network: {hidden: [4]}
                optimizer: adam
                agents: [{name: a, count: 2}]

                """
            ).evaluator
            #expect(evaluator.refusal(of: .greedy) == nil)
            let refusal = evaluator.refusal(of: .stochastic)
            #expect((refusal == nil) == (agent == nil) && refusal?.contains(agent ?? "") != false)
        }
    }

    /// Runs the one cell of a spec, and loads its last checkpoint; with the study and the last row of the record.
    static func evaluator(
        _ body: String
    ) throws -> (evaluator: Evaluator, study: Study, row: CanonicalValue) {
        let text = "concord: 1\nname: small\nseeds: [3]\n" + body
        var findings = Findings()
        let study = Study.compile(
            SourceFile(name: "small.yaml", text: text), beside: "", in: .standard, into: &findings)
        let compiled = try #require(study, "\(findings.diagnostics.map(\.message))")
        let plan = try #require(compiled.cells.first.map { compiled.plan(of: $0) })
        let scratch = try TemporaryDirectory()
        _ = try SmallStudy.run([plan], in: scratch)
        let directory = RunDirectory(store: scratch.path, experiment: "small", arm: plan.arm, seed: 3, in: .standard)
        let row = try #require(try RunStatus(directory).lastRow)
        return (try Evaluator(directory.checkpoint(round: plan.rounds), in: .standard), compiled, row)
    }
}
