import Archive
import Config
import Diagnostics
import Testing

@testable import Experiment

/// What axes keep in the group in which a digest keeps its own.
@Suite("Axes beside digests that keep something")
struct KeptBesideDigestsTests {
    static func plan(_ exchange: String, learner: String = "{td: {discount: 0.9}}") throws -> CellPlan {
        let text = """
            concord: 1
            name: beside
            seeds: [1]
            round: {steps: 5}
            rounds: 12
            environment: {garnet: {states: 5, actions: 2, branching: 2, features: 3, seed: 4}}
            learner: \(learner)
            optimizer: {sgd: {learning_rate: 0.1}}
            agents: [{name: a, count: 5}]
            federation: [{\(exchange)}]
            measure: [bytes]
            """
        var findings = Findings()
        let study = Study.compile(SourceFile(name: "a.yaml", text: text), beside: "", in: .standard, into: &findings)
        let compiled = try #require(study, "\(findings.diagnostics.map(\.message))")
        return compiled.plan(of: compiled.cells[0])
    }

    @Test(
        "Control variates beside what another axis keeps are restored to the same bits",
        arguments: [
            "weights: samples", "weights: visits", "upload: delta", "when: {event: {drift: 0.001}}",
            "when: {probability: 0.6}, weights: samples, protect: [seal]",
        ])
    func resumes(axes: String) throws {
        let plan = try Self.plan("scafflsa: {every: {rounds: 2}, \(axes)}")
        func cell() throws -> Cell { try Cell(plan, publicStates: nil, initial: nil) }
        var whole = try cell()
        for _ in 1...12 { _ = whole.advance(1) }
        for cut in [3, 6] {
            var first = try cell()
            for _ in 1...cut { _ = first.advance(1) }
            var second = try cell()
            try second.restore(first.tree(), round: cut, isScheduled: false)
            for _ in cut..<12 { _ = second.advance(2) }
            #expect(second.trace() == whole.trace())
            #expect(try second.tree().firstDifference(from: whole.tree()) == nil)
        }
    }

    @Test("Groups by return curve look at returns once a meeting, however many results are made in it")
    func curves() throws {
        let text = """
            concord: 1
            name: curves
            seeds: [1]
            round: {episodes: 1}
            rounds: 6
            environment: cartpole
            learner: reinforce
            network: {hidden: [4]}
            optimizer: {adam: {learning_rate: 0.01}}
            agents: [{name: a, count: 4}]
            public_states: {uniform: {count: 20, ranges: {cart_position: [-1, 1], cart_velocity: [-1, 1],
                            pole_angle: [-0.1, 0.1], pole_angular_velocity: [-1, 1]}}}
            federation: [{fedhpd: {every: {rounds: 1}, passes: 2, slices: 2, weights: {groups: {by: {return_curve: 3}}}}}]
            measure: [training_return]
            """
        var findings = Findings()
        let study = Study.compile(SourceFile(name: "a.yaml", text: text), beside: "", in: .standard, into: &findings)
        let compiled = try #require(study, "\(findings.diagnostics.map(\.message))")
        let plan = compiled.plan(of: compiled.cells[0])
        var cell = try Cell(plan, publicStates: StageStore.prepare(plan, 1), initial: nil)
        var returns: [[Double]] = []
        for _ in 1...6 {
            _ = cell.advance(1)
            returns.append(cell.population.scores.compactMap(\.meanReturn))
        }
        guard case .array(let curves)? = try cell.tree()["federation/fedhpd/weights/curves"] else {
            Issue.record("no curves")
            return
        }
        let found = curves.numbers
        for agent in 0..<4 {
            #expect(Array(found[(agent * 3)..<((agent + 1) * 3)]) == returns.suffix(3).map { $0[agent] })
        }
    }
}
