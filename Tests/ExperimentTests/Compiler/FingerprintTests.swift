import Determinism
import Testing

@testable import Experiment

@Suite("What a plan's fingerprints cover")
struct FingerprintTests {
    private let base = SpecText.text("evaluation: {every: {rounds: 5}}")

    private func plan(_ text: String) throws -> CellPlan { try #require(SpecText.plans(text).first) }

    @Test(
        "Words, arms, cadence and length leave the cell as it is",
        arguments: [
            ("name: test", "name: other\nabout: another question"), ("seeds: [1, 2]", "seeds: [1, 2, 3]"),
            ("rounds: 10", "rounds: 20"), ("{rounds: 5}", "{rounds: 2}"),
            ("evaluation:", "measure: [bytes]\nevaluation:"), ("evaluation:", "arms: {x: {}}\nevaluation:"),
            ("optimizer: adam", "optimizer: {adam: {learning_rate: 1e-3}}  # the default, written out"),
            ("evaluation:", "trace: none\nevaluation:"),
        ])
    func same(change: (String, String)) throws {
        let changed = base.replacing(change.0, with: change.1)
        #expect(changed != base)
        #expect(try plan(changed).cellFingerprint == plan(base).cellFingerprint)
    }

    @Test(
        "What shapes the state makes another cell",
        arguments: [
            ("seeds: [1, 2]", "seeds: [3]"), ("hidden: [4]", "hidden: [5]"), ("optimizer: adam", "optimizer: sgd"),
            ("name: b", "name: c"), ("{episodes: 1}", "{episodes: 2}"),
            ("learner: reinforce", "learner: {reinforce: {loss: mean}}"),
            ("environment: cartpole", "environment: {cartpole: {gravity: 9}}"),
        ])
    func different(change: (String, String)) throws {
        let changed = base.replacing(change.0, with: change.1)
        #expect(changed != base)
        #expect(try plan(changed).cellFingerprint != plan(base).cellFingerprint)
    }

    @Test("The record's fingerprint covers what is recorded, the extent's how far it goes")
    func others() throws {
        let plan = try plan(base)
        let evaluated = try self.plan(base.replacing("{rounds: 5}", with: "{rounds: 2}"))
        #expect(evaluated.recordFingerprint != plan.recordFingerprint)
        #expect(evaluated.extentFingerprint == plan.extentFingerprint)
        let longer = try self.plan(base.replacing("rounds: 10", with: "rounds: 20"))
        #expect(longer.recordFingerprint == plan.recordFingerprint)
        #expect(longer.extentFingerprint != plan.extentFingerprint)
    }

    @Test("A stage is shared by arms and seeds, and changes with its recipe")
    func stages() throws {
        let states = """
            public_states: {rollouts: {train: {rounds: 9}, snapshots: {from: 3, to: 9, every: 3}}}
            federation: [fedhpd]
            arms:
              x: {}
              y: {agents.a.network.hidden: [7]}
              z: {public_states.rollouts.seed: 5}
              alone: {federation: []}
              alone_z: {federation: [], public_states.rollouts.seed: 5}
            """
        let plans = SpecText.plans(SpecText.text(states))
        let stages = plans.map(\.stageFingerprint)
        #expect(plans.count == 10)
        #expect(Set(stages[0..<4]).count == 1 && stages[0] != nil)
        #expect(stages[4] == stages[5] && stages[4] != stages[0])
        // Public states that no exchange asks for shape nothing.
        #expect(stages[6] == nil && plans[6].publicStates == nil)
        #expect(plans[6].cellFingerprint == plans[8].cellFingerprint)
    }
}
