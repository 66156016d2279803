import Config
import Determinism
import Diagnostics
import Testing

@testable import Experiment

@Suite("What a short spec makes is read back, however long")
struct LargePlanTests {
    @Test("A plan with more values than a person may write is a plan; a spec of so many is refused")
    func manyAgents() throws {
        let text = """
            concord: 1
            name: many
            seeds: [1]
            round: {steps: 1}
            rounds: 2
            environment: {garnet: {states: 5, actions: 2, branching: 2, features: 2, seed: 1}}
            learner: td
            optimizer: {sgd: {learning_rate: 0.1}}
            agents: [{name: a, count: 10000}]
            federation: [fedlsa]
            measure: [bytes]

            """
        var findings = Findings()
        let source = SourceFile(name: "many.yaml", text: text)
        let study = try #require(Study.compile(source, beside: "", in: .standard, into: &findings))
        let plan = study.plan(of: study.cells[0])
        let written = SourceFile(name: "plan", text: plan.canonical.json)
        #expect(YAMLReader.read(written, into: &findings) == nil)
        #expect(findings.diagnostics.map(\.code) == [.tooManyNodes])
        #expect(try CellPlan(canonical: plan.canonical, in: .standard).cellFingerprint == plan.cellFingerprint)
    }
}
