import Config
import Determinism
import Numerics
import Testing

@testable import Learning

@Suite("Gaussian policies: what they draw from the action stream, and what they leave on the tape")
struct GaussianActorTests {
    private let key = StreamKey(seed: 5, owner: "agent/a")
    private let environment = Slider()
    private let head = GaussianHead(offset: 0.25, averagesControls: false)

    private func actor(_ rule: Actor.Rule) throws -> (actor: Actor, network: Network, activations: Activations) {
        let shape = NetworkShape(inputs: 2, hidden: [8], activations: [.tanh], outputs: 4)
        var stream = key.stream(.initialization)
        let (network, activations) = (Network(shape, from: &stream), Activations(shape, capacity: 1))
        let box = try #require(ControlBox(environment.spaces.action))
        return (
            Actor(network, rule, head, in: box, activations: activations, keepsActivations: false), network, activations
        )
    }

    private func roll(_ actor: Actor, steps: Int) -> Tape {
        let tape = Tape(environment.spaces)
        var world = environment.world(.training(key))
        _ = world.roll(actor, until: .steps(steps), onto: tape)
        return tape
    }

    @Test("Controls are mean + deviation · a normal number of four words each, and are not clipped")
    func drawing() throws {
        let (actor, network, activations) = try actor(.stochastic)
        let tape = roll(actor, steps: 400)
        var (outside, stream) = (0, key.stream(.action))
        for step in 0..<400 {
            if step % 40 == 0 { stream = key.stream(.action, episode: step / 40) }
            let outputs = activations.forwardRow(network, input: tape.observations + 2 * step, row: 0)
            for control in 0..<2 {
                let mean = Float(Double(outputs[control]) + 0.25)
                let deviation = Float(GaussianHead.deviation(outputs[2 + control]) + 0.25)
                #expect(tape.distributions[4 * step + control] == mean)
                #expect(tape.distributions[4 * step + 2 + control] == deviation)
                let drawn = tape.controls[2 * step + control]
                #expect(drawn == Float(Double(mean) + Double(deviation) * stream.normal()))
                outside += control == 0 && abs(drawn) > 1 ? 1 : 0
            }
        }
        #expect(outside > 20)
    }

    @Test("A greedy policy's controls are the means, and nothing is drawn; a uniform one fills the box")
    func others() throws {
        let (greedy, network, activations) = try actor(.greedy)
        let tape = roll(greedy, steps: 40)
        for step in 0..<40 {
            let outputs = activations.forwardRow(network, input: tape.observations + 2 * step, row: 0)
            for control in 0..<2 {
                #expect(tape.controls[2 * step + control] == Float(Double(outputs[control]) + 0.25))
            }
        }
        var stream = key.stream(.action)
        let before = stream
        _ = greedy.act(tape.observations, 0, tape.distributions, tape.controls, &stream)
        #expect(stream == before)
        let uniform = roll(try actor(.uniform).actor, steps: 40)
        #expect((0..<40).allSatisfy { abs(uniform.controls[2 * $0]) <= 1 })
    }

    @Test(
        "log(1 + eᶻ) and its slope keep their precision where eᶻ is small, and stay finite where it is nothing or large"
    )
    func deviations() {
        // log(1 + x) = x − x²/2 + …: at z = −20 and −60 the rest is below a rounding of Float64.
        let small = Elementary.exp(-20.0)
        #expect(abs(GaussianHead.deviation(-20) / (small - small * small / 2) - 1) < 1e-15)
        #expect(GaussianHead.deviation(-60) == Elementary.exp(-60.0))
        #expect(GaussianHead.deviation(-1000) == GaussianHead.floor && GaussianHead.slope(-1000) == 0)
        #expect(GaussianHead.deviation(1000) == 1000 && GaussianHead.slope(1000) == 1)
        #expect(abs(GaussianHead.deviation(0) - 0.6931471805599453) < 1e-15 && GaussianHead.slope(0) == 0.5)
    }
}
