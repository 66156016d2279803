import Diagnostics
import Testing

@testable import Experiment

@Suite("Evaluating checkpoints of agents that do not act")
struct EvaluatorTests {
    @Test(
        "Agents that are no actors are refused by name, in their own worlds and elsewhere",
        arguments: [
            ("td", "{steps: 10}", "garnet"), ("value_iteration", "{updates: 1}", "windy_cliff"),
            ("exact_policy_gradient", "{updates: 1}", "windy_cliff"),
        ])
    func refusal(learner: String, round: String, environment: String) throws {
        let text = """
            concord: 1
            name: small
            seeds: [3]
            round: \(round)
            rounds: 2
            environment: \(environment)
            learner: \(learner)
            optimizer: sgd
            agents: [{name: a, count: 2}]
            measure: [heterogeneity]

            """
        var findings = Findings()
        let study = Study.compile(SourceFile(name: "small.yaml", text: text), beside: "", into: &findings)
        let compiled = try #require(study, "\(findings.diagnostics.map(\.message))")
        let plan = try #require(compiled.cells.first.map { compiled.plan(of: $0) })
        let scratch = try SmallStudy.Scratch()
        _ = try SmallStudy.run([plan], in: scratch)
        let directory = RunDirectory(store: scratch.path, experiment: "small", arm: plan.arm, seed: 3)
        let evaluator = try Evaluator(directory.checkpoint(round: 2))
        for place in evaluator.places {
            let refusal = try #require(evaluator.refusal(of: place))
            #expect(refusal.contains("'a1'") && refusal.contains(learner))
        }
    }
}
