import Diagnostics
import TestSupport
import Testing

@testable import Experiment

@Suite("Thousands of replicas")
struct ManyReplicasTests {
    @Test("A cell of 2000 replicas is written as a checkpoint, its drawn worlds too, and goes on from it")
    func checkpoint() throws {
        let text = """
            concord: 1
            name: many
            seeds: [1]
            replicas: 2000
            round: {updates: 1}
            rounds: 3
            environment: {random_mdp: {seed: {uniform: [0, 1000000000]}, instance: {uniform: [0, 1000000000]}}}
            learner: value_iteration
            optimizer: {sgd: {learning_rate: 0.1}}
            agents: [{name: c, count: 2}]
            federation: [qavg]
            measure: [{exact_return: {reduce: [mean, worst]}}]
            trace: none
            """
        var findings = Findings()
        let study = try #require(
            Study.compile(SourceFile(name: "many.yaml", text: text), beside: "", in: .standard, into: &findings),
            "\(findings.diagnostics.map(\.message))")
        let scratch = try TemporaryDirectory()
        guard case .finished = try SmallStudy.run([study.plan(of: study.cells[0])], in: scratch)[0] else {
            Issue.record("the run did not finish")
            return
        }
        #expect(try scratch.fingerprints().keys.contains { $0.hasSuffix("round-000003.h5") })
    }
}
