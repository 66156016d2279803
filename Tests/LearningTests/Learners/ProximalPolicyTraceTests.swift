import Config
import Determinism
import Numerics
import TestSupport
import Testing

@testable import Learning

/// Two given rollouts against PyTorch: discrete and Gaussian, with advantages normalized and not, clips tight and wide.
@Suite("Proximal policy optimization against PyTorch")
struct ProximalPolicyTraceTests {
    static let variants = ["discrete", "gaussian", "loose"]

    /// Four numbers, and three actions or two controls; nobody plays it.
    private struct Given: Environment {
        static let component = Component("given", "Given steps.", fields: [])
        struct State: Codable, Sendable {}

        let spaces: Spaces
        let maximumSteps = 100

        init(_ settings: Settings) { preconditionFailure("made by the test") }
        init(isBox: Bool) {
            spaces = Spaces(
                observation: ["a", "b", "c", "d"],
                action: isBox ? .box(low: [-1, -1], high: [1, 1]) : .discrete(count: 3))
        }

        func initial(_ stream: inout RandomStream) -> State { State() }
        func step(_ state: inout State, _ action: Action, _ stream: inout RandomStream) -> Transition {
            Transition(reward: 0, terminated: false)
        }
        func flaw(of state: State) -> Flaw? { nil }
        func observe(_ state: State, into row: UnsafeMutablePointer<Float>) {}
    }

    private static func learner(_ fixture: Fixture, _ variant: CanonicalValue) throws -> ProximalPolicy {
        func fact(_ key: String) throws -> CanonicalValue { try #require(fixture.facts[key]) }
        func setting(_ key: String) throws -> CanonicalValue { try #require(variant[key]) }
        return ProximalPolicy(
            Settings(
                ProximalPolicy.component.fields,
                .object(sorting: [
                    ("discount", try fact("discount")), ("lambda", try fact("lambda")),
                    ("rollout", try fact("rollout")), ("batch", try fact("batch")), ("epochs", try fact("epochs")),
                    ("log_deviation", try fact("log_deviation")), ("clip", try setting("clip")),
                    ("value_coefficient", try setting("value_coefficient")),
                    ("entropy_coefficient", try setting("entropy_coefficient")),
                    ("gradient_norm", try setting("gradient_norm")),
                    ("normalize_advantages", try setting("normalize")),
                ])))
    }

    private static func block(_ fixture: Fixture, isBox: Bool) throws -> Block {
        let adam = CanonicalValue.object(sorting: [
            ("learning_rate", try #require(fixture.facts["learning_rate"])),
            ("epsilon", try #require(fixture.facts["epsilon"])),
        ])
        var designs: [String: NetworkDesign] = [:]
        var optimizers: [String: any Optimizer] = [:]
        for name in ["policy", "value"] {
            designs[name] = NetworkDesign(
                Settings(
                    NetworkDesign.fields,
                    .object(sorting: [
                        ("hidden", try #require(fixture.facts["hidden"]?[name])), ("activation", .text("tanh")),
                    ])))
            optimizers[name] = Language.learning[Optimizers.name].make(Choice(.object([.init("adam", adam)])))
        }
        return Block(members: [
            Member(
                name: "a1", key: StreamKey(seed: 1, owner: "agent/a1"), world: Traces.world(Given(isBox: isBox)),
                designs: designs, optimizers: optimizers)
        ])
    }

    /// Hands a given rollout over as a world would: tape by tape, each at most to the end of an episode.
    private static func play(
        _ fixture: Fixture, _ rollout: String, _ learner: ProximalPolicy, _ state: inout ProximalPolicy.State,
        _ scratch: ProximalPolicy.Scratch
    ) throws {
        let (states, next) = (try fixture.floats("\(rollout)/states"), try fixture.floats("\(rollout)/next"))
        let (rewards, ends) = (try fixture.floats("\(rollout)/rewards"), try fixture.integers("\(rollout)/ends"))
        let beyond = try fixture.floats("\(rollout)/beyond")
        let isBox = scratch.box != nil
        let actions = isBox ? [] : try fixture.integers("\(rollout)/actions")
        let controls = isBox ? try fixture.floats("\(rollout)/actions") : []
        let tape = scratch.tape
        if let logDeviation = state.logDeviation { scratch.setDeviations(logDeviation) }
        var start = 0
        while start < ends.count {
            let end = ends[start...].firstIndex { $0 > 0 }.map { $0 + 1 } ?? ends.count
            // One tape per episode would do; a rollout is handed over in smaller pieces too.
            let last = min(end, start + 7)
            tape.clear()
            tape.reserve(last - start)
            for step in start..<last {
                let row = step - start
                for index in 0..<4 { tape.observations[row * 4 + index] = states[step * 4 + index] }
                tape.rewards[row] = Double(rewards[step])
                tape.ends[row] = ends[step] == 0 ? .none : ends[step] == 1 ? .terminated : .truncated
                let outputs = scratch.acting.forwardRow(state.policy, input: tape.observations + row * 4, row: 0)
                if isBox {
                    for index in 0..<2 {
                        tape.controls[row * 2 + index] = controls[step * 2 + index]
                        tape.distributions[row * 4 + index] = outputs[index]
                        tape.distributions[row * 4 + 2 + index] = scratch.deviations[index]
                    }
                } else {
                    tape.actions[row] = Int32(actions[step])
                    Kernels.active.softmaxRows(outputs, rows: 1, actions: 3, into: tape.distributions + row * 3)
                }
            }
            tape.recorded = last - start
            for index in 0..<4 {
                tape.nextObservation[index] =
                    ends[last - 1] > 0
                    ? beyond[(last - 1) * 4 + index] : last < ends.count ? states[last * 4 + index] : next[index]
            }
            learner.keep(tape, in: &state, scratch)
            start = last
        }
        #expect(state.rollout.isFull)
    }

    @Test("Every network agrees within 2e-6 after each of 30 optimizer steps", arguments: variants)
    func trace(_ name: String) throws {
        let fixture = try Fixture("ppo-trace")
        let variant = try Traces.variant(name, fixture)
        let learner = try Self.learner(fixture, variant)
        let isBox = variant["space"]?.asText == "box"
        let block = try Self.block(fixture, isBox: isBox)
        var state = learner.initial(block)
        state.policy = Network(state.policy.shape, parameters: try fixture.floats("\(name)/initial/policy"))
        state.value = Network(state.value.shape, parameters: try fixture.floats("\(name)/initial/value"))
        let scratch = learner.scratch(block)
        let tools = learner.tools(block.members[0], roundsCompleted: 0)
        var number = 0
        for rollout in ["\(name)/rollout1", "\(name)/rollout2"] {
            try Self.play(fixture, rollout, learner, &state, scratch)
            for (found, expected) in zip(
                state.rollout.logProbabilities.elements, try fixture.floats("\(rollout)/log_probabilities"))
            { #expect(abs(found - expected) < 2e-6) }
            let orders = try fixture.integers("\(rollout)/orders").map { Int32($0) }
            var whole = state
            learner.judge(state, scratch)
            for (step, expected) in try fixture.floats("\(rollout)/advantages").enumerated() {
                #expect(abs(scratch.advantages[step] - Double(expected)) < 2e-6)
            }
            for epoch in 0..<learner.epochs {
                for step in 0..<33 { scratch.order[step] = orders[epoch * 33 + step] }
                for places in [0..<16, 16..<32, 32..<33] {
                    learner.improve(&state, tools, places, scratch)
                    for (part, network) in [("policy", state.policy), ("value", state.value)] {
                        let expected = try Traces.row(number, "\(name)/\(part)", fixture)
                        // The mistakes that the fixture's program tries are off by 3e-4 and more.
                        #expect(
                            Traces.deviation(network.flatParameters, expected) < 2e-6,
                            "\(part) after step \(number + 1)")
                    }
                    if let logDeviation = state.logDeviation {
                        let expected = try Traces.row(number, "\(name)/log_deviation", fixture)
                        #expect(Traces.deviation(logDeviation.flatParameters, expected) < 2e-6)
                    }
                    number += 1
                }
            }
            // All epochs at once are the same steps.
            var epoch = 0
            learner.learn(&whole, tools, scratch) { order in
                for step in 0..<33 { order[step] = orders[epoch * 33 + step] }
                epoch += 1
            }
            #expect(whole.policy == state.policy && whole.value == state.value)
            #expect(whole.logDeviation == state.logDeviation && epoch == 5)
            state.rollout.clear()
        }
        #expect(number == 30 && state.optimizer.policy.updates == 30 && state.optimizer.value.updates == 30)
    }
}
