import Config
import Diagnostics
import Federation
import Foundation
import Learning
import TestSupport
import Testing

@testable import Experiment

/// Numbers that are each within their bounds, together.
///
/// The tables are found by walking the field tables, so that a new entry of any catalogue is under the law.
@Suite("Bounds of numbers that stand together")
struct CombinedBoundsLaws {
    static let tables = NumberTables.all(Language.standard.spec)

    @Test(
        "All upper ends at once, all lower ends, and pairs of upper ends make a plan or are refused", arguments: tables)
    func together(table: NumberTables.Table) throws {
        for chosen in table.combinations(pairs: Trials.count(usually: 1000) / 250) {
            let text = table.value(chosen)
            var isPlanned = false
            for ground in BoundsLaws.Ground.all where !isPlanned {
                var findings = Findings()
                guard let study = ground.study(table.key, text, &findings) else {
                    #expect(findings.hasErrors, "\(text) is refused in silence")
                    continue
                }
                isPlanned = true
                let plan = study.plan(of: study.firstCell)
                let (costs, memory) = (plan.costs, plan.memory)
                #expect(costs.trainingStepsBound >= 0 && costs.evaluationStepsBound >= 0 && costs.ledger.total >= 0)
                #expect(costs.operationsBound >= 0 && costs.operationsBound.isFinite)
                #expect(plan.schedule.phases.allSatisfy { $0.count >= 0 && $0.period >= 1 })
                #expect(memory.bytes.isFinite && memory.parts.allSatisfy { $0.bytes >= 0 }, "\(text): \(memory.parts)")
                var sizes = CheckpointSizes()
                #expect(CheckpointSizes.disk(sizes.bytes(of: plan), of: plan) >= 0)
            }
        }
    }

    @Test("Public states of a recipe with everything at its upper bound have a memory that can be told")
    func rollouts() throws {
        let text = SpecText.text(
            """
            federation: [fedhpd]
            public_states:
              rollouts:
                of: [{name: v}, {name: w}]
                train: {rounds: 1000000000}
                snapshots: {from: 1, to: 1000000000, every: 1}
                episodes: 100000
                select: everything
            """)
        let plan = try #require(SpecText.plans(text).first, "\(SpecText.found(text))")
        // 2 agents · 10⁹ snapshots · 10⁵ episodes · 500 steps, 4 numbers of 4 bytes each: as a number of states beyond none.
        #expect(plan.costs.publicStates == 100_000_000_000_000_000)
        let states = try #require(plan.memory.parts.first { $0.name == "public states" })
        #expect(states.bytes == 16 * 1e17 && plan.memory.bytes.isFinite && plan.memory.bytes > states.bytes)
    }

    @Test(
        "A trial at several upper bounds at once ends within its patience",
        arguments: [
            "environment: {garnet: {states: 1000, actions: 100, branching: 100, features: 1000, kernels: 1000000}}",
            "environment: {cartpole: {maximum_steps: 1000000}}\nlearner: {dqn: {batch: 65536, replay: 65536}}",
        ])
    func trial(lines: String) throws {
        let more = Dictionary(
            uniqueKeysWithValues: lines.split(separator: "\n").map { line in
                (line.split(separator: ":")[0], line)
            })
        let base = SpecText.text().replacing("learner: reinforce", with: "learner: dqn")
            .replacing("round: {episodes: 1}", with: "round: {steps: 1000000000}")
        let text = base.split(separator: "\n").map { more[$0.split(separator: ":")[0]] ?? $0 }.joined(separator: "\n")
        let plan = try #require(SpecText.plans(text).first, "\(SpecText.found(text))")
        let start = Date()
        _ = try Calibration.trial(plan, jobs: 1, patience: 2)
        #expect(Date().timeIntervalSince(start) < 30)
    }

    @Test("Transitions of a finite world are bounded where they stand, before the world is made")
    func transitions() {
        func found(_ world: String) -> [String] {
            SpecText.found(SpecText.text().replacing("environment: cartpole", with: "environment: \(world)"))
        }
        #expect(found("{garnet: {states: 1000, actions: 100, branching: 100}}").isEmpty)
        #expect(found("{garnet: {states: 1000, actions: 100, branching: 101}}") == ["6:63 spec/out-of-range"])
        #expect(found("{garnet: {states: 1000, actions: 100, branching: 1000}}") == ["6:63 spec/out-of-range"])
        #expect(found("{random_mdp: {states: 500, actions: 50, support: 1}}") == ["6:63 spec/out-of-range"])
        let held = SpecText.text(
            "worlds: {wide: {count: 2, environment: {garnet: {branching: 1000, actions: 100, states: 200}}}}")
        #expect(SpecText.found(held).contains { $0.hasSuffix("spec/out-of-range") })
    }
}

extension Study {
    /// The first cell, without listing all.
    fileprivate var firstCell: StudyCell { cell(of: 0, seed: seeds[0]) }
}
