import Config
import Determinism
import Numerics
import TestSupport
import Testing

@testable import Learning

/// A policy that others have made: the pull toward it, and its loss by the agent's own critic at the steps it keeps.
@Suite("Policies that others have made")
struct ReceivedPolicyTests {
    private static let (discount, lambda, clip, entropy) = (0.97, 0.9, 0.05, 0.02)

    private static let learner = ProximalPolicy(
        Settings(
            ProximalPolicy.component.fields,
            .object(sorting: [
                ("rollout", .integer(40)), ("batch", .integer(40)), ("epochs", .integer(2)),
                ("discount", .number(discount)),
                ("lambda", .number(lambda)), ("clip", .number(clip)), ("entropy_coefficient", .number(entropy)),
            ])))

    /// An agent on a pole, or at a pendulum.
    private static func block(_ drawsControls: Bool) -> Block {
        let key = StreamKey(seed: 5, owner: "agent/a")
        let design = NetworkDesign(
            Settings(
                NetworkDesign.fields,
                .object(sorting: [("activation", .text("tanh")), ("hidden", .list([.integer(5)]))])))
        let empty = CanonicalValue.object([])
        let world =
            drawsControls
            ? Pendulum(Settings(Pendulum.component.fields, empty)).world(.training(key))
            : CartPole(Settings(CartPole.component.fields, empty)).world(.training(key))
        let optimizer = Language.learning[Optimizers.name].make(
            Choice(.object([.init("adam", .object([.init("learning_rate", .number(3e-3))]))])))
        return Block(members: [
            Member(
                name: "a", key: key, world: world, designs: ["policy": design, "value": design],
                optimizers: ["policy": optimizer, "value": optimizer])
        ])
    }

    /// An agent after so many steps.
    private static func trained(_ block: inout Block, steps: Int) -> ProximalPolicy.State {
        var state = learner.initial(block)
        guard steps > 0 else { return state }
        var scratch = learner.scratch(block)
        learner.train(&state, &block, Round(1, length: Duration(steps, .steps)), &scratch)
        return state
    }

    /// Another policy, near to one.
    private static func other(_ policy: Network) -> Network {
        var stream = StreamKey(seed: 9, owner: "other").stream(.sampling, episode: 1)
        return Network(policy.shape, parameters: policy.flatParameters.map { $0 + 0.1 * (stream.uniformFloat() - 0.5) })
    }

    /// The policy after it was fitted to another one, with a scratch that has seen nothing.
    private static func fitted(
        _ state: ProximalPolicy.State, _ block: Block, to other: Network, rate: Double, epochs: Int
    ) -> [Float] {
        var state = state
        var scratch = learner.scratch(block)
        let received = ReceivedPolicy(other.parameters.pointer, rate: rate, epochs: epochs)
        learner.fit(
            &state, member: 0, block, to: .policy(received), Round(1, length: Duration(40, .steps)), &scratch)
        return withExtendedLifetime(other) { state.policy.flatParameters }
    }

    /// The clipped surrogate with its entropy over the first steps of the rollout, from the definition, of a policy one of whose numbers
    /// is moved.
    private static func loss(
        _ policy: Network, _ state: ProximalPolicy.State, _ steps: Int, moving parameter: Int, by distance: Double
    ) -> Double {
        let rollout = state.rollout
        let width = state.value.shape.inputs
        let (actor, critic) = (ScalarPerceptron(policy), ScalarPerceptron(state.value))
        func observation(_ step: Int) -> [Double] {
            rollout.observations.elements[step * width..<(step + 1) * width].map(Double.init)
        }
        let values = (0...steps).map { critic.outputs(observation($0), moving: nil, by: 0)[0] }
        var (advantages, following) = ([Double](repeating: 0, count: steps), 0.0)
        for step in (0..<steps).reversed() {
            let goesOn = rollout.ends.elements[step] == 0 ? 1.0 : 0.0
            let error = rollout.rewards.elements[step] + discount * values[step + 1] * goesOn - values[step]
            following = error + discount * lambda * goesOn * following
            advantages[step] = following
        }
        let mean = advantages.reduce(0, +) / Double(steps)
        let squares = advantages.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let deviation = (squares / Double(steps - 1)).squareRoot() + 1e-8
        var sum = 0.0
        for step in 0..<steps {
            let outputs = actor.outputs(observation(step), moving: parameter, by: distance)
            let (logarithm, own) = Self.logProbability(outputs, state, step)
            let ratio = Elementary.exp(logarithm - Double(rollout.logProbabilities.elements[step]))
            let advantage = (advantages[step] - mean) / deviation
            sum -= min(ratio * advantage, min(max(ratio, 1 - clip), 1 + clip) * advantage) + entropy * own
        }
        return sum / Double(steps)
    }

    /// log π(a|s) of what was done at a step, and the entropy of π(·|s) as far as it depends on the outputs.
    private static func logProbability(_ outputs: [Double], _ state: ProximalPolicy.State, _ step: Int) -> (
        Double, Double
    ) {
        guard let actions = state.rollout.actions else {
            let logDeviations = state.logDeviation?.flatParameters.map(Double.init) ?? []
            let controls = state.rollout.controls?.elements ?? []
            let sum = outputs.indices.reduce(0.0) { sum, index in
                let gap =
                    (Double(controls[step * outputs.count + index]) - outputs[index])
                    / Elementary.exp(logDeviations[index])
                return sum - gap * gap / 2 - logDeviations[index] - Elementary.log(2 * Double.pi) / 2
            }
            return (sum, 0)
        }
        let logarithm = Elementary.log(outputs.reduce(0) { $0 + Elementary.exp($1) })
        let own = outputs.map { $0 - logarithm }
        return (own[Int(actions.elements[step])], own.reduce(0) { $0 - Elementary.exp($1) * $1 })
    }

    @Test(
        "A step is toward it, and down its loss by the own critic: central differences",
        arguments: [(false, 40, 39), (false, 55, 14), (true, 40, 39), (true, 55, 14)])
    func step(drawsControls: Bool, steps: Int, judged: Int) {
        var block = Self.block(drawsControls)
        let state = Self.trained(&block, steps: steps)
        #expect(state.rollout.count == steps % 40)
        let other = Self.other(state.policy)
        let after = Self.fitted(state, block, to: other, rate: 0.5, epochs: 1)
        let (own, others) = (state.policy.flatParameters, other.flatParameters)
        var largest = 0.0
        for index in own.indices {
            let found = Double(own[index] - after[index]) / 0.5 - 2 * Double(own[index] - others[index])
            let up = Self.loss(other, state, judged, moving: index, by: 1e-5)
            let down = Self.loss(other, state, judged, moving: index, by: -1e-5)
            let slope = (up - down) / 2e-5
            largest = max(largest, abs(slope))
            #expect(abs(found - slope) < 2e-4 * max(1, abs(slope)), "parameter \(index)")
        }
        #expect(largest > 0.01)
    }

    @Test("Before any step there is the pull alone: n steps leave (1 − 2τ)ⁿ of the way")
    func pull() {
        let block = Self.block(false)
        let state = Self.learner.initial(block)
        let other = Self.other(state.policy)
        let after = Self.fitted(state, block, to: other, rate: 0.1, epochs: 3)
        for (own, (target, found)) in zip(state.policy.flatParameters, zip(other.flatParameters, after)) {
            #expect(abs(found - (target + 0.512 * (own - target))) < 1e-6)
        }
    }

    @Test("Without a step's length nothing moves; a step's length counts, and so does every epoch")
    func rates() {
        var block = Self.block(false)
        let state = Self.trained(&block, steps: 40)
        let other = Self.other(state.policy)
        let own = state.policy.flatParameters
        #expect(Self.fitted(state, block, to: other, rate: 0, epochs: 4) == own)
        let once = Self.fitted(state, block, to: other, rate: 0.1, epochs: 1)
        let twice = Self.fitted(state, block, to: other, rate: 0.1, epochs: 2)
        #expect(once != own && twice != once)
        // The gradient is that at the received policy, whatever has become of the own: θ₂ = θ₁ + (1 − 2τ)(θ₁ − θ₀).
        for (first, (start, second)) in zip(once, zip(own, twice)) {
            #expect(abs(second - (first + 0.8 * (first - start))) < 1e-5)
        }
    }

    @Test("An agent that has no critic is only pulled")
    func pulledOnly() throws {
        let block = Self.block(false)
        let learner = Reinforce(Settings(Reinforce.component.fields, .object([])))
        var state = learner.initial(block)
        var scratch = learner.scratch(block)
        let (own, other) = (state.policy.flatParameters, Self.other(state.policy))
        let received = ReceivedPolicy(other.parameters.pointer, rate: 0.25, epochs: 1)
        withExtendedLifetime(other) {
            learner.fit(
                &state, member: 0, block, to: .policy(received), Round(1, length: Duration(1, .episodes)), &scratch)
        }
        for (own, (target, found)) in zip(own, zip(other.flatParameters, state.policy.flatParameters)) {
            #expect(abs(found - (own + target) / 2) < 1e-6)
        }
    }
}
