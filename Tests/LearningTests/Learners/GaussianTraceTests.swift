import Config
import Determinism
import TestSupport
import Testing

@testable import Learning

/// Four given episodes of three agents with two controls each against PyTorch.
@Suite("REINFORCE with Gaussian policies against PyTorch")
struct GaussianTraceTests {
    static let variants: [(name: String, dimensions: String, normalizes: Bool, loss: String)] = [
        ("sum", "sum_over_dimensions", false, "sum"), ("mean", "mean_over_dimensions", false, "sum"),
        ("normalized", "sum_over_dimensions", true, "mean"),
    ]

    private static func member(_ agent: CanonicalValue, _ name: String) throws -> Member {
        let design = CanonicalValue.object(sorting: [
            ("hidden", try #require(agent["hidden"])), ("activation", try #require(agent["activation"])),
        ])
        let rate = CanonicalValue.object([.init("learning_rate", try #require(agent["learning_rate"]))])
        return Member(
            name: name, key: StreamKey(seed: 1, owner: "agent/\(name)"), world: Traces.world(Slider()),
            designs: ["policy": NetworkDesign(Settings(NetworkDesign.fields, design))],
            optimizers: ["policy": Language.learning[Optimizers.name].make(Choice(.object([.init("adamw", rate)])))])
    }

    @Test("Parameters agree within 1e-5 after every episode", arguments: variants)
    func trace(_ variant: (name: String, dimensions: String, normalizes: Bool, loss: String)) throws {
        let fixture = try Fixture("gaussian-trace")
        let gaussian = CanonicalValue.object(sorting: [("log_probability", .text(variant.dimensions))])
        let learner = Reinforce(
            Settings(
                Reinforce.component.fields,
                .object(sorting: [
                    ("normalize_returns", .boolean(variant.normalizes)), ("loss", .text(variant.loss)),
                    ("policy", .object([.init("gaussian", gaussian)])),
                ])))
        let agents = try #require(fixture.facts["agents"]?.elements)
        #expect(!agents.isEmpty)
        for (index, agent) in agents.enumerated() {
            let name = "a\(index + 1)"
            let block = Block(members: [try Self.member(agent, name)])
            var state = learner.initial(block)
            let scratch = learner.scratch(block)
            let array = "alone/\(variant.name)/\(name)/parameters"
            state.policy = Network(state.policy.shape, parameters: Array(try Traces.row(0, array, fixture)))
            let given = try ["states", "controls", "rewards"].map { try fixture.floats("\(name)/\($0)") }
            for round in 1...4 {
                let (tape, steps, first) = (scratch.tape, 30, (round - 1) * 30)
                tape.clear()
                tape.reserve(steps)
                for offset in 0..<2 * steps {
                    tape.observations[offset] = given[0][2 * first + offset]
                    tape.controls[offset] = given[1][2 * first + offset]
                }
                for step in 0..<steps {
                    tape.rewards[step] = Double(given[2][first + step])
                    scratch.policy.activations.forwardRow(state.policy, input: tape.observations + 2 * step, row: step)
                }
                tape.recorded = steps
                learner.learn(
                    &state, block.members[0], tape, Round(round, length: Duration(1, .episodes)), scratch)
                let deviation = Traces.deviation(
                    state.policy.flatParameters, try Traces.row(round, array, fixture))
                // A reversed sign, the other share of the controls or clipped ones are off by 1e-3 and more.
                #expect(deviation < 1e-5, "\(name) after episode \(round)")
            }
        }
    }
}
