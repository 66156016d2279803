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
                let deviation = Float(GaussianHead.Positive.softplus.deviation(outputs[2 + control]) + 0.25)
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
        #expect(abs(GaussianHead.Positive.softplus.deviation(-20) / (small - small * small / 2) - 1) < 1e-15)
        #expect(GaussianHead.Positive.softplus.deviation(-60) == Elementary.exp(-60.0))
        #expect(
            GaussianHead.Positive.softplus.deviation(-1000) == GaussianHead.floor
                && GaussianHead.Positive.softplus.slope(-1000) == 0)
        #expect(
            GaussianHead.Positive.softplus.deviation(1000) == 1000 && GaussianHead.Positive.softplus.slope(1000) == 1)
        #expect(
            abs(GaussianHead.Positive.softplus.deviation(0) - 0.6931471805599453) < 1e-15
                && GaussianHead.Positive.softplus.slope(0) == 0.5)
    }

    @Test("where a head says log σ, a deviation is its own slope")
    func exponential() {
        let positive = GaussianHead.Positive.exponential
        for z in [Float(-30), -1, 0, 0.5, 3] {
            #expect(positive.deviation(z) == Elementary.exp(Double(z)) && positive.slope(z) == positive.deviation(z))
        }
        #expect(positive.deviation(-1000) == GaussianHead.floor && positive.slope(-1000) == 0)
    }

    @Test("gradients of log π and of divergences are those of differences", arguments: ["softplus", "exp"])
    func gradients(word: String) throws {
        let positive = try #require(GaussianHead.Positive(rawValue: word))
        let head = GaussianHead(offset: 0, averagesControls: false, positive: positive)
        let (outputs, control, consensus): ([Float], [Float], [Float]) = ([0.5, -0.25], [1.25], [0.75, 0.625])
        func log(_ z: [Float]) -> Double {
            let deviation = positive.deviation(z[1])
            let distance = (Double(control[0]) - Double(z[0])) / deviation
            return -distance * distance / 2 - Elementary.log(deviation)
        }
        func divergence(_ z: [Float]) -> Double {
            let (own, common) = (positive.deviation(z[1]), Double(consensus[1]))
            let gap = Double(z[0]) - Double(consensus[0])
            return Elementary.log(common / own) + (own * own + gap * gap) / (2 * common * common) - 0.5
        }
        func slopes(_ value: ([Float]) -> Double) -> [Double] {
            outputs.indices.map { index in
                var (up, down) = (outputs, outputs)
                up[index] += 0x1p-10
                down[index] -= 0x1p-10
                return (value(up) - value(down)) * 0x1p9
            }
        }
        var found = [Float](repeating: 0, count: 2)
        GaussianGradients.logProbability(
            head, outputs: outputs, control: control, controls: 1, weight: 1, into: &found)
        for (own, expected) in zip(found, slopes(log)) { #expect(abs(Double(own) + expected) < 1e-5) }
        GaussianGradients.divergence(
            .agentFromConsensus, positive, outputs: outputs, consensus: consensus, rows: 1, controls: 1, into: &found)
        for (own, expected) in zip(found, slopes(divergence)) { #expect(abs(Double(own) - expected) < 1e-5) }
    }
}
