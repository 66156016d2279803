import Numerics
import TestSupport
import Testing

@testable import Learning

/// Penalties on policies and parameters against PyTorch, and against differences.
@Suite("Penalties against PyTorch")
struct PenaltyGradientTests {
    /// One rounding to Float32 of numbers about 1.
    private static let rounding = 2e-7

    private static func agree(_ found: [Float], _ expected: [Double], _ comment: String) {
        #expect(found.count == expected.count)
        for (own, other) in zip(found, expected) {
            #expect(abs(Double(own) - other) <= rounding * (1 + abs(other)), "\(comment): \(own), \(other)")
        }
    }

    @Test("Distances of categorical policies and their gradients are PyTorch's", arguments: PolicyDistance.allCases)
    func categorical(distance: PolicyDistance) throws {
        let fixture = try Fixture("penalties")
        let (logits, others) = (try fixture.floats("categorical/logits"), try fixture.floats("categorical/reference"))
        let actions = try #require(fixture.facts["actions"]?.asInteger)
        let weight = try #require(fixture.facts["weight"]?.asNumber)
        let rows = logits.count / actions
        // States in another order than the reference's, which `places` undo; and something was in the gradient before.
        let order = (0..<rows).map { (3 * $0 + 2) % rows }
        let moved = order.flatMap { logits[$0 * actions..<($0 + 1) * actions] }
        var gradient = [Float](repeating: 0.5, count: logits.count)
        let places = order.map(Int32.init)
        let value = PolicyDistances.categorical(
            distance, outputs: moved, reference: others, at: places, rows: rows, actions: actions,
            weight: weight, into: &gradient)
        let expected = try fixture.doubles("categorical/\(distance.rawValue)/value")[0]
        #expect(abs(value - expected) < 1e-12 * (1 + expected))
        let slopes = try fixture.doubles("categorical/\(distance.rawValue)/gradient")
        Self.agree(gradient, order.flatMap { slopes[$0 * actions..<($0 + 1) * actions].map { 0.5 + $0 } }, "order")
        let alone = PolicyDistances.categorical(
            distance, outputs: logits, reference: others, rows: rows, actions: actions)
        #expect(abs(alone - expected) < 1e-12 * (1 + expected))
    }

    @Test(
        "Distances of Gaussian policies and their gradients are PyTorch's",
        arguments: [PolicyDistance.divergence, .root])
    func gaussian(distance: PolicyDistance) throws {
        let fixture = try Fixture("penalties")
        func floats(_ name: String) throws -> [Float] { try fixture.floats("gaussian/\(name)") }
        let means = try floats("means")
        let controls = try #require(fixture.facts["controls"]?.asInteger)
        let rows = means.count / controls
        var gradient = [Float](repeating: 0, count: means.count)
        var deviationGradient = [Float](repeating: 0.25, count: controls)
        let value = PolicyDistances.gaussian(
            distance, means: means, logDeviations: try floats("log_deviations"), reference: try floats("reference"),
            referenceLogDeviations: try floats("reference_log_deviations"), rows: rows, controls: controls,
            weight: try #require(fixture.facts["weight"]?.asNumber), into: &gradient, &deviationGradient)
        let path = "gaussian/\(distance.rawValue)"
        let expected = try fixture.doubles("\(path)/value")[0]
        #expect(abs(value - expected) < 1e-12 * (1 + expected))
        Self.agree(gradient, try fixture.doubles("\(path)/gradient"), "means")
        Self.agree(
            deviationGradient, try fixture.doubles("\(path)/deviation_gradient").map { 0.25 + $0 }, "log deviations")
    }

    @Test("What pulls at parameters is PyTorch's gradient of (μ/2) ‖θ − θ̄‖², and padding stays zero")
    func proximal() throws {
        let fixture = try Fixture("penalties")
        let shape = NetworkShape(inputs: 3, hidden: [5], activation: .tanh, outputs: 2)
        let network = Network(shape, parameters: try fixture.floats("proximal/parameters"))
        let anchor = Network(shape, parameters: try fixture.floats("proximal/anchor"))
        let inputs = try fixture.floats("proximal/inputs")
        let rows = inputs.count / shape.inputs
        let activations = Activations(shape, capacity: rows)
        let outputs = activations.forward(network, inputs: inputs, rows: rows)
        var gradient = Network(zeros: shape)
        activations.backward(network, inputs: inputs, rows: rows, outputGradient: outputs, into: &gradient)
        let weight = try #require(fixture.facts["weight"]?.asNumber)
        GradientNorm.pull(&gradient, of: network, toward: anchor, weight: Float(weight))
        for (own, other) in zip(gradient.flatParameters, try fixture.doubles("proximal/gradient")) {
            #expect(abs(Double(own) - other) < 2e-6 * (1 + abs(other)))
        }
        #expect(Network(shape, parameters: gradient.flatParameters) == gradient)
    }

    @Test("Gradients are differences of distances", arguments: PolicyDistance.allCases)
    func differences(distance: PolicyDistance) {
        let logits: [Float] = [0.5, -0.25, 1, 0.125]
        let others: [Float] = [-0.5, 0.25, 0.75, 0]
        func value(_ logits: [Float]) -> Double {
            PolicyDistances.categorical(distance, outputs: logits, reference: others, rows: 1, actions: 4)
        }
        var gradient = [Float](repeating: 0, count: 4)
        _ = PolicyDistances.categorical(
            distance, outputs: logits, reference: others, rows: 1, actions: 4, weight: 1, into: &gradient)
        // A power of two, so that logits move exactly; the error of a central difference is about h².
        let h: Float = 1.0 / 1024
        for action in 0..<4 {
            var (up, down) = (logits, logits)
            up[action] += h
            down[action] -= h
            #expect(abs((value(up) - value(down)) / Double(2 * h) - Double(gradient[action])) < 1e-5)
        }
    }

    @Test("Coefficients follow their targets, between their bounds")
    func coefficients() {
        let rule = PolicyPenalty(
            .root, coefficient: 0.25, target: (1, 0.5), span: 4, localCoefficient: 1, localTarget: 0.01)
        var own = PenaltyCoefficients(rule)
        own.anchorings = 1
        // 0.01 / 1.1 < 0.01: within; D below 1 / 1.1 halves σ, which is at its least.
        own.adapt(to: 0.01, 0.5, scale: 2, rule)
        #expect(own.local == 1 && own.anchored == 0.25 && own.localDivergence == 0.01 && own.distance == 0.5)
        own.adapt(to: 0.012, 1.2, scale: 100, rule)
        #expect(own.local == 2 && own.anchored == 0.5)
        own.adapt(to: 0.009, 1.05, scale: 100, rule)
        #expect(own.local == 1 && own.anchored == 0.5)
        // Bounds: max Â / measured, 20, the start of σ, 10⁻⁸.
        own.adapt(to: 4, 4, scale: 2, rule)
        #expect(own.local == 0.5 && own.anchored == 0.5)
        own.adapt(to: 4, 40, scale: 2, rule)
        #expect(own.local == 0.5 && own.anchored == 0.25)
        for _ in 0..<40 { own.adapt(to: 4, 4, scale: 1e9, rule) }
        #expect(own.local == 20 && own.anchored == 20)
        for _ in 0..<80 { own.adapt(to: 0, 0, scale: 1, rule) }
        #expect(own.local == 1e-8 && own.anchored == 0.25)
        // The second anchoring is the first meeting; four later the target is its last.
        #expect([0, 1, 2, 3, 5, 9].map { rule.target(after: $0) } == [1, 1, 0.875, 0.75, 0.5, 0.5])
        let idle = PolicyPenalty(
            .root, coefficient: 0, target: (1, 1), span: 4, localCoefficient: 0, localTarget: 0.01)
        #expect(Penalty(.policy(idle), on: ["policy"]) == nil && Penalty(.parameters(weight: 0), on: ["q"]) == nil)
        var half = PenaltyCoefficients(
            PolicyPenalty(.root, coefficient: 0.5, target: (1, 1), span: 1, localCoefficient: 0, localTarget: 1))
        half.adapt(to: 9, 9, scale: 9, rule)
        #expect(half.local == 0 && half.anchored == 1)
        half.adapt(to: .nan, .nan, scale: 9, rule)
        #expect(half.anchored == 1 && half.distance.isNaN && half.flaw == nil)
    }
}
