import Config
import Determinism
import Numerics
import TestSupport
import Testing

@testable import Learning

/// Thirty given minibatches against PyTorch.
@Suite("Deterministic policy gradient against PyTorch")
struct DeterministicPolicyGradientTraceTests {
    /// Spaces alone: three numbers seen, two controls between ±2. The trace plays nothing.
    struct Plane: Environment {
        static let component = Component("plane", "Spaces of the trace.", fields: [])
        struct State: Codable, Sendable {}
        let spaces = Spaces(observation: ["a", "b", "c"], action: .box(low: [-2, -2], high: [2, 2]))
        let maximumSteps = 1
        init(_ settings: Settings) {}
        func initial(_ stream: inout RandomStream) -> State { State() }
        func step(_ state: inout State, _ action: Action, _ stream: inout RandomStream) -> Transition {
            Transition(reward: 0, terminated: false)
        }
        func flaw(of state: State) -> Flaw? { nil }
        func observe(_ state: State, into row: UnsafeMutablePointer<Float>) { row.update(repeating: 0, count: 3) }
    }

    @Test("All networks agree within 1e-5 after 30 updates", arguments: ["plain", "robust"])
    func trace(_ name: String) throws {
        let fixture = try Fixture("ddpg-trace")
        let learner = DeterministicPolicyGradient(
            Settings(
                DeterministicPolicyGradient.component.fields,
                try ReplayTraces.settings(of: name, fixture, batch: 16)))
        let member = try Traces.member(fixture, world: Traces.world(Plane(Settings([], .object([])))))
        let block = Block(members: [member])
        var state = learner.initial(block)
        state.actor = try Traces.initial("actor", fixture, state.actor.shape)
        state.actorTarget = try Traces.initial("actor_target", fixture, state.actor.shape)
        state.critic = try Traces.initial("critic", fixture, state.critic.shape)
        state.criticTarget = try Traces.initial("critic_target", fixture, state.critic.shape)
        if let expectile = state.expectile {
            state.expectile = try Traces.initial("expectile", fixture, expectile.shape)
        }
        let scratch = learner.scratch(block)
        let tools = learner.optimizers(member)
        let after = try #require(fixture.facts["after"]).elements.compactMap(\.asInteger)
        let controls = try fixture.floats("actions")
        let batches = try ReplayTraces(fixture)
        for number in 1...30 {
            batches.fill(scratch.batch, number - 1)
            for index in 0..<32 { scratch.batch.controls[index] = controls[(number - 1) * 32 + index] }
            learner.update(&state, tools, roundsCompleted: 0, scratch)
            if number == 1 {
                for (ours, theirs) in zip(scratch.targets, try fixture.floats("\(name)/targets")) {
                    #expect(abs(ours - theirs) < 1e-5)
                }
            }
            guard let index = after.firstIndex(of: number) else { continue }
            let pairs =
                [
                    ("actor", state.actor), ("actor_target", state.actorTarget), ("critic", state.critic),
                    ("critic_target", state.criticTarget),
                ] + (state.expectile.map { [("expectile", $0)] } ?? [])
            for (part, network) in pairs {
                let theirs = try Traces.row(index, "\(name)/\(part)", fixture)
                #expect(
                    Traces.deviation(network.flatParameters, theirs) < 1e-5, "\(part) after update \(number)")
            }
        }
    }
}
