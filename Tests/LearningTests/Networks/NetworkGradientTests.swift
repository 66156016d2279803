import Determinism
import Learning
import Numerics
import TestSupport
import Testing

@Suite("Network gradients")
struct NetworkGradientTests {
    @Test("agree with central differences in Float64", arguments: networkShapes)
    func centralDifferences(shape: NetworkShape) {
        let sample = NetworkSample(shape, rows: 5)
        let scalar = ScalarPerceptron(sample.network)
        let rows = sample.inputs.map(Double.init).chunks(of: shape.inputs)
        let slopes = sample.outputGradient.map(Double.init).chunks(of: shape.outputs)
        let results = sample.results(.active)
        let gradient = results.gradient.flatParameters

        // The loss whose gradient by the outputs is `slopes`.
        func loss(_ rows: [[Double]], _ parameter: Int? = nil, _ distance: Double = 0) -> Double {
            zip(rows, slopes).reduce(0) { sum, pair in
                let outputs = scalar.outputs(pair.0, moving: parameter, by: distance)
                return sum + zip(outputs, pair.1).reduce(0) { $0 + $1.0 * $1.1 }
            }
        }

        let h = 1e-6
        for parameter in stride(from: 0, to: gradient.count, by: max(1, gradient.count / 300)) {
            let slope = (loss(rows, parameter, h) - loss(rows, parameter, -h)) / (2 * h)
            #expect(abs(Double(gradient[parameter]) - slope) < 2e-5 * (1 + abs(slope)), "parameter \(parameter)")
        }
        for position in sample.inputs.indices {
            let (row, column) = (position / shape.inputs, position % shape.inputs)
            var (up, down) = (rows, rows)
            up[row][column] += h
            down[row][column] -= h
            let slope = (loss(up) - loss(down)) / (2 * h)
            #expect(abs(Double(results.inputGradient[position]) - slope) < 2e-5 * (1 + abs(slope)), "input \(position)")
        }
    }

    /// A case of the fixture `gradients`, made with PyTorch in Float64.
    private func pyTorchCases() throws -> [(shape: NetworkShape, name: String, fixture: Fixture)] {
        let fixture = try Fixture("gradients")
        return try (fixture.facts["cases"]?.elements ?? []).map { facts in
            let name = try #require(facts["name"]?.asText)
            let activation = try #require(facts["activation"]?.asText.flatMap(Activation.init))
            let shape = NetworkShape(
                inputs: try #require(facts["inputs"]?.asInteger),
                hidden: facts["hidden"]?.elements.compactMap(\.asInteger) ?? [], activation: activation,
                outputs: try #require(facts["outputs"]?.asInteger))
            return (shape, name, fixture)
        }
    }

    @Test("agree with PyTorch's logits, probabilities and gradients")
    func pyTorch() throws {
        let cases = try pyTorchCases()
        #expect(cases.count == 10)
        for (shape, name, fixture) in cases {
            let network = Network(shape, parameters: try fixture.floats("\(name)/parameters"))
            let states = try fixture.floats("\(name)/states")
            let rows = states.count / shape.inputs
            let activations = Activations(shape, capacity: rows)
            activations.forward(network, inputs: states, rows: rows)
            let count = rows * shape.outputs
            let logits = Array(UnsafeBufferPointer(start: activations.outputs, count: count))
            expectClose(logits, try fixture.floats("\(name)/logits"), 2e-6, name)
            var probabilities = [Float](repeating: 0, count: count)
            Kernels.active.softmaxRows(logits, rows: rows, actions: shape.outputs, into: &probabilities)
            expectClose(probabilities, try fixture.floats("\(name)/probabilities"), 1e-6, name)

            // REINFORCE: Σ_t −log π(a_t|s_t)·Ĝ_t has ∂/∂z = Ĝ_t (π − 1[a = a_t]).
            let returns = try fixture.floats("\(name)/normalized_returns")
            let actions = try fixture.integers("\(name)/actions")
            var slopes = [Float](repeating: 0, count: count)
            for row in 0..<rows {
                for action in 0..<shape.outputs {
                    let position = row * shape.outputs + action
                    slopes[position] = returns[row] * (probabilities[position] - (actions[row] == action ? 1 : 0))
                }
            }
            var gradient = Network(zerosLike: network)
            activations.backward(network, inputs: states, rows: rows, outputGradient: slopes, into: &gradient)
            let expected = try fixture.floats("\(name)/gradients")
            let flat = gradient.flatParameters
            expectClose(flat, Array(expected[..<flat.count]), 5e-6 * Float(rows), "\(name), REINFORCE")

            // The mean over rows of KL(consensus‖π) has ∂/∂z = (π − consensus)/rows.
            let consensus = try fixture.floats("\(name)/consensus")
            slopes = zip(probabilities, consensus).map { ($0 - $1) / Float(rows) }
            activations.backward(network, inputs: states, rows: rows, outputGradient: slopes, into: &gradient)
            expectClose(
                gradient.flatParameters, Array(expected[flat.count..<(2 * flat.count)]), 1e-6, "\(name), divergence")
        }
    }

    private func expectClose(_ found: [Float], _ expected: [Float], _ tolerance: Float, _ what: String) {
        #expect(found.count == expected.count)
        let worst = zip(found, expected).map { abs($0 - $1) / (1 + abs($1)) }.max() ?? .infinity
        #expect(worst <= tolerance, "\(what): off by \(worst)")
    }
}
