import Determinism
import Foundation
import Learning
import Numerics
import Testing

@Suite("Networks")
struct NetworkTests {
    @Test("count parameters and operations as PyTorch would")
    func counts() {
        let shape = NetworkShape(inputs: 4, hidden: [64, 64], activation: .tanh, outputs: 2)
        #expect(shape.parameterCount == 4 * 64 + 64 + 64 * 64 + 64 + 64 * 2 + 2)
        #expect(shape.forwardOperations == 2 * (4 * 64 + 64 * 64 + 64 * 2))
        #expect(shape.backwardOperations == 2 * (4 * 64 + 2 * (64 * 64 + 64 * 2)))
    }

    @Test("start uniform on ±1/√inputs, weight before bias, one draw each")
    func initialization() {
        let shape = NetworkShape(inputs: 9, hidden: [100], activation: .relu, outputs: 3)
        var stream = StreamKey(seed: 1, owner: "agent/a").stream(.initialization)
        var draws = stream
        let flat = Network(shape, from: &stream).flatParameters
        #expect(stream.position == shape.parameterCount)
        for (position, value) in flat.enumerated() {
            let bound: Float = position < 1000 ? 1 / 3 : 0.1
            #expect(value == (2 * draws.uniformFloat() - 1) * bound && abs(value) <= bound)
        }
        let mean = flat.prefix(1000).reduce(0, +) / 1000
        #expect(abs(mean) < 0.02)
        let variance = flat.prefix(1000).reduce(0) { $0 + $1 * $1 } / 1000
        #expect(abs(variance - 1 / 27) < 0.005)
    }

    @Test("start as in Keras where told: weights uniform on ±√(6/inputs), biases zero, every layer alike")
    func heUniform() {
        let shape = NetworkShape(inputs: 6, hidden: [150], activation: .relu, outputs: 8)
        var stream = StreamKey(seed: 1, owner: "agent/a").stream(.initialization)
        var draws = stream
        let flat = Initialization.heUniform.network(shape, from: &stream).flatParameters
        #expect(stream.position == 6 * 150 + 150 * 8)
        // √(6/6) = 1 and √(6/150) = 0.2; 900 weights, 150 biases, 1200 weights, 8 biases.
        let layers: [(Range<Int>, Float)] = [(0..<900, 1), (900..<1050, 0), (1050..<2250, 0.2), (2250..<2258, 0)]
        for (range, bound) in layers {
            for value in flat[range] {
                #expect(
                    bound == 0 ? value == 0 : value == (2 * draws.uniformFloat() - 1) * bound && abs(value) <= bound)
            }
        }
        // U(−b, b) has variance b²/3 = 2/inputs.
        let variance = flat[0..<900].reduce(0) { $0 + $1 * $1 } / 900
        #expect(abs(variance - 2.0 / 6) < 0.03)
    }

    @Test("start orthogonal where told: gain √2 below the last layer, the role's in it, biases zero")
    func orthogonal() {
        let shape = NetworkShape(inputs: 4, hidden: [32, 16], activation: .tanh, outputs: 3)
        var stream = StreamKey(seed: 1, owner: "agent/a").stream(.initialization)
        let network = Initialization.orthogonal.network(shape, outputGain: 0.01, from: &stream)
        let flat = network.flatParameters
        #expect(stream.position == 4 * (4 * 32 + 32 * 16 + 16 * 3))
        var start = 0
        for (inputs, outputs) in [(4, 32), (32, 16), (16, 3)] {
            let gain = outputs == 3 ? 0.01 : 2.0.squareRoot()
            let weight = flat[start..<start + inputs * outputs].map(Double.init)
            // ‖W‖² = gain² · the shorter side
            let squares = weight.reduce(0) { $0 + $1 * $1 }
            #expect(abs(squares / (gain * gain * Double(min(inputs, outputs))) - 1) < 1e-6)
            start += inputs * outputs
            #expect(flat[start..<start + outputs].allSatisfy { $0 == 0 })
            start += outputs
        }
    }

    @Test("without inputs are their biases, and are coded as such")
    func withoutInputs() throws {
        let shape = NetworkShape(inputs: 0, hidden: [], activations: [], outputs: 3)
        let network = Network(shape, parameters: [1, 2, 3])
        #expect(shape.parameterCount == 3 && network.flatParameters == [1, 2, 3])
        #expect(Part("numbers", network: shape).columns == [0..<3])
        let text = try JSONEncoder().encode(network)
        #expect(!String(decoding: text, as: UTF8.self).contains("weight"))
        #expect(try JSONDecoder().decode(Network.self, from: text) == network)
    }

    @Test("give back the parameters they were made of", arguments: networkShapes)
    func flatParameters(shape: NetworkShape) {
        let flat = (0..<shape.parameterCount).map { Float($0 + 1) }
        #expect(Network(shape, parameters: flat).flatParameters == flat)
    }

    @Test("are values")
    func values() {
        let original = NetworkSample(networkShapes[0], rows: 1).network
        var copy = original
        copy.parameters[0] += 1
        #expect(copy != original && original == NetworkSample(networkShapes[0], rows: 1).network)
    }

    @Test("survive coding", arguments: networkShapes)
    func coding(shape: NetworkShape) throws {
        let network = NetworkSample(shape, rows: 1).network
        let decoded = try JSONDecoder().decode(Network.self, from: JSONEncoder().encode(network))
        #expect(decoded.shape.widths == shape.widths && decoded.shape.activations == shape.activations)
        #expect(bits(decoded) == bits(network))
    }

    @Test("refuse layers that do not fit one another")
    func misfit() throws {
        let text = try String(
            decoding: JSONEncoder().encode(NetworkSample(networkShapes[3], rows: 1).network), as: UTF8.self)
        #expect(text.contains("[8,8]"))
        for (old, new) in [("[8,8]", "[4,16]"), ("[2,8]", "[16]"), (#""relu""#, #""softsign""#)] {
            let damaged = Data(text.replacingOccurrences(of: old, with: new).utf8)
            #expect(throws: DecodingError.self) { try JSONDecoder().decode(Network.self, from: damaged) }
        }
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(Network.self, from: Data(#"{"layers": []}"#.utf8))
        }
    }

    @Test("leave a fingerprint that one flipped bit changes")
    func fingerprint() {
        var network = NetworkSample(networkShapes[2], rows: 1).network
        func value() -> UInt64 {
            var sweep = StateSweep.tracing
            network.feed(&sweep)
            return sweep.trace
        }
        let before = value()
        #expect(value() == before)
        network.parameters[5] = Float(bitPattern: network.parameters[5].bitPattern ^ 1)
        #expect(value() != before)
    }
}
