import Config
import Determinism
import Numerics
import TestSupport
import Testing

@testable import Learning

/// Six given episodes against PyTorch, learned from step by step and episode by episode.
@Suite("Actor-critic against PyTorch")
struct ActorCriticTraceTests {
    static let variants = ["each_step", "each_episode"].flatMap { update in
        ["textbook", "gamma_of_difference"].map { "\(update)/\($0)" }
    }

    /// Transitions in a row, as the tape has them after a rollout.
    struct Span {
        let states: ArraySlice<Float>
        let actions: ArraySlice<Int>
        let rewards: ArraySlice<Float>
        let end: Tape.End
        let next: ArraySlice<Float>
    }

    /// The fixture's episodes, cut into what one update learns from.
    static func spans(_ fixture: Fixture, isStepwise: Bool) throws -> [Span] {
        let terminal = try fixture.integers("terminal")
        return try terminal.indices.flatMap { index -> [Span] in
            let name = "episode\(index + 1)"
            let (states, rewards) = (try fixture.floats("\(name)/states"), try fixture.floats("\(name)/rewards"))
            let actions = try fixture.integers("\(name)/actions")
            let size = isStepwise ? 1 : actions.count
            return stride(from: 0, to: actions.count, by: size).map { start in
                let end = start + size
                let isLast = end == actions.count
                return Span(
                    states: states[start * 4..<end * 4], actions: actions[start..<end], rewards: rewards[start..<end],
                    end: isLast ? (terminal[index] == 1 ? .terminated : .truncated) : .none,
                    next: states[end * 4..<(end + 1) * 4])
            }
        }
    }

    /// Puts given transitions on the tape as if the policy had played them, and learns from them.
    static func learn(
        _ learner: ActorCritic, _ state: inout ActorCritic.State, _ member: Member, _ span: Span,
        _ scratch: ActorCritic.Scratch
    ) {
        let tape = scratch.tape
        tape.clear()
        scratch.policy.forget()
        tape.reserve(span.actions.count)
        for (offset, number) in span.states.enumerated() { tape.observations[offset] = number }
        for (offset, number) in span.next.enumerated() { tape.nextObservation[offset] = number }
        for (step, (action, reward)) in zip(span.actions, span.rewards).enumerated() {
            tape.actions[step] = Int32(action)
            tape.rewards[step] = Double(reward)
            tape.ends[step] = step + 1 == span.actions.count ? span.end : .none
            let outputs = scratch.policy.activations.forwardRow(
                state.policy, input: tape.observations + step * 4, row: step)
            Kernels.active.softmaxRows(outputs, rows: 1, actions: 2, into: tape.distributions + step * 2)
        }
        tape.recorded = span.actions.count
        learner.learn(&state, member, tape, Round(1, length: Duration(1, .episodes)), scratch)
    }

    @Test("Both networks agree within 1e-5 after every update, for both advantages", arguments: variants)
    func trace(_ name: String) throws {
        let fixture = try Fixture("a2c-trace")
        let variant = try Traces.variant(name, fixture)
        let isStepwise = variant["update"]?.asText == "each_step"
        let update = CanonicalValue.object([
            isStepwise
                ? .init("steps", .object([.init("count", .integer(1))])) : .init("episode", .object([]))
        ])
        let settings = CanonicalValue.object(sorting: [
            ("discount", try #require(fixture.facts["discount"])), ("update", update),
            ("advantage", try #require(variant["advantage"])),
        ])
        let learner = try #require(
            Language.learning[Learners.name].make(Choice(.object([.init("a2c", settings)]))) as? ActorCritic)
        let member = try Traces.member(
            fixture, world: Traces.world(CartPole(Settings(CartPole.component.fields, .object([])))))
        let block = Block(members: [member])
        var state = learner.initial(block)
        state.policy = try Traces.initial("policy", fixture, state.policy.shape)
        state.value = try Traces.initial("value", fixture, state.value.shape)
        let scratch = learner.scratch(block)
        scratch.policy.activations.reserve(12)
        let targets = try fixture.floats("\(name)/value_targets")
        let advantages = try fixture.floats("\(name)/advantages")
        var step = 0
        for (number, span) in try Self.spans(fixture, isStepwise: isStepwise).enumerated() {
            Self.learn(learner, &state, member, span, scratch)
            for (target, advantage) in zip(scratch.targets, scratch.advantages) {
                #expect(abs(target - Double(targets[step])) < 2e-5)
                #expect(abs(advantage - Double(advantages[step])) < 2e-5)
                step += 1
            }
            let policy = try Traces.row(number, "\(name)/policy", fixture)
            let value = try Traces.row(number, "\(name)/value", fixture)
            #expect(Traces.deviation(state.policy.flatParameters, policy) < 1e-5, "policy after update \(number + 1)")
            #expect(Traces.deviation(state.value.flatParameters, value) < 1e-5, "value after update \(number + 1)")
        }
        #expect(step == targets.count)
    }
}
