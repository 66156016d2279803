import Config
import Determinism
import Numerics
import Testing

@testable import Learning

@Suite("Actors: what they draw from the action stream, and what they make of it")
struct ActorTests {
    private let key = StreamKey(seed: 5, owner: "agent/a")

    private func network(_ spaces: Spaces) -> (network: Network, activations: Activations) {
        let shape = NetworkShape(
            inputs: spaces.observation.count, hidden: [8], activations: [.tanh], outputs: spaces.action.outputs)
        var stream = key.stream(.initialization)
        return (Network(shape, from: &stream), Activations(shape, capacity: 1))
    }

    private func roll(_ actor: Actor, in environment: any Environment, steps: Int) -> Tape {
        let tape = Tape(environment.spaces)
        var world = environment.world(.training(key))
        _ = world.roll(actor, until: .steps(steps), onto: tape)
        return tape
    }

    private func outputs(_ tape: Tape, _ step: Int, _ network: Network, _ activations: Activations) -> [Float] {
        let row = activations.forwardRow(network, input: tape.observations + step * tape.observationWidth, row: 0)
        return Array(UnsafeBufferPointer(start: row, count: network.shape.outputs))
    }

    @Test("An ε-greedy actor draws one number per step and an index where it is below ε", arguments: [0, 0.3, 1])
    func epsilonGreedy(epsilon: Double) {
        let environment = CartPole(.init(CartPole.component.fields, .object([])))
        let (network, activations) = network(environment.spaces)
        let tape = roll(Actor(network, epsilon: epsilon, activations: activations), in: environment, steps: 400)
        var episode = 0
        var stream = key.stream(.action, episode: 0)
        var explored = 0
        for step in 0..<tape.count {
            let outputs = outputs(tape, step, network, activations)
            var expected = outputs[1] > outputs[0] ? 1 : 0
            if stream.uniformFloat() < Float(epsilon) {
                expected = stream.index(below: 2)
                explored += 1
            }
            #expect(tape.actions[step] == Int32(expected))
            if tape.ends[step] != .none {
                episode += 1
                stream = key.stream(.action, episode: episode)
            }
        }
        // 400 draws with p = 0.3: 120 ± 9.2; four standard deviations either way.
        let bounds = epsilon == 0.3 ? 83...157 : epsilon == 0 ? 0...0 : 400...400
        #expect(bounds.contains(explored))
    }

    @Test("A controller's control is center + half · tanh z, and draws nothing")
    func controller() {
        let environment = Slider()
        let (network, activations) = network(environment.spaces)
        let box = ControlBox(environment.spaces.action)
        let actor = Actor(network, .greedy, in: box, activations: activations, keepsActivations: false)
        let tape = roll(actor, in: environment, steps: 100)
        for step in 0..<tape.count {
            let outputs = outputs(tape, step, network, activations)
            #expect(tape.controls[2 * step] == Elementary.tanh(outputs[0]))
            #expect(tape.controls[2 * step + 1] == 5 + 5 * Elementary.tanh(outputs[1]))
            #expect(tape.actions[step] == 0)
        }
        var stream = key.stream(.action)
        let before = stream
        let (row, control) = (tape.observations, tape.controls)
        _ = actor.act(row, 0, tape.distributions, control, &stream)
        #expect(stream == before)
    }

    @Test("Noise is added row by row where the rule is stochastic, and the sum is clipped to the box")
    func noise() {
        let environment = Slider()
        let (network, activations) = network(environment.spaces)
        let box = ControlBox(environment.spaces.action)
        let noise = (0..<60).map { Float($0 % 7) - 3 }
        noise.withUnsafeBufferPointer { noise in
            let noisy = Actor(
                network, .stochastic, in: box, noise: noise.baseAddress, activations: activations,
                keepsActivations: false)
            let tape = roll(noisy, in: environment, steps: 30)
            var clipped = 0
            for step in 0..<30 {
                let outputs = outputs(tape, step, network, activations)
                let first = Elementary.tanh(outputs[0]) + noise[2 * step]
                let second = 5 + 5 * Elementary.tanh(outputs[1]) + noise[2 * step + 1]
                #expect(tape.controls[2 * step] == min(max(first, -1), 1))
                #expect(tape.controls[2 * step + 1] == min(max(second, 0), 10))
                clipped += abs(first) > 1 ? 1 : 0
            }
            #expect(clipped > 5)
            let calm = Actor(
                network, .greedy, in: box, noise: noise.baseAddress, activations: activations, keepsActivations: false)
            let first = outputs(tape, 0, network, activations)
            let quiet = roll(calm, in: environment, steps: 1)
            #expect(quiet.controls[0] == Elementary.tanh(first[0]) && quiet.count == 1)
        }
    }

    @Test("A uniform actor fills the box, one word of the stream per control")
    func uniform() {
        let environment = Slider()
        let (network, activations) = network(environment.spaces)
        let box = ControlBox(environment.spaces.action)
        let tape = roll(
            Actor(network, .uniform, in: box, activations: activations, keepsActivations: false), in: environment,
            steps: 400)
        var sums = [0.0, 0.0]
        for step in 0..<400 {
            if step % 40 == 0 {
                var stream = key.stream(.action, episode: step / 40)
                #expect(tape.controls[2 * step] == -1 + 2 * stream.uniformFloat())
                #expect(tape.controls[2 * step + 1] == 10 * stream.uniformFloat())
            }
            #expect(abs(tape.controls[2 * step]) <= 1 && (0...10).contains(tape.controls[2 * step + 1]))
            for control in 0..<2 { sums[control] += Double(tape.controls[2 * step + control]) }
        }
        // A uniform number's deviation is its range / √12, the mean of 400 has a twentieth of it; four of these.
        #expect(abs(sums[0] / 400) < 4 * 2 / 12.0.squareRoot() / 20)
        #expect(abs(sums[1] / 400 - 5) < 4 * 10 / 12.0.squareRoot() / 20)
    }

    @Test("Controls stay on the tape when it grows, and episodes go on where they were cut")
    func growing() {
        let environment = Slider()
        let (network, activations) = network(environment.spaces)
        let box = ControlBox(environment.spaces.action)
        let actor = Actor(network, .uniform, in: box, activations: activations, keepsActivations: false)
        let whole = roll(actor, in: environment, steps: 100)
        let pieces = Tape(environment.spaces)
        var world = environment.world(.training(key))
        for size in [1, 6, 50, 43] { _ = world.roll(actor, until: .steps(size), onto: pieces) }
        for index in 0..<200 { #expect(pieces.controls[index] == whole.controls[index]) }
    }

    @Test("Learners of discrete policies refuse boxes by name")
    func refusal() {
        let learner = Reinforce(Settings(Reinforce.component.fields, .object([])))
        #expect(learner.refusal(of: Slider().spaces)?.remedy == .init("policy", "gaussian"))
        #expect(Slider().spaces.action.summary == "2 continuous controls in [-1.0, 1.0] × [0.0, 10.0]")
    }
}
