import Determinism
public import Numerics

/// How fast the kernels are on this machine, beside what its multipliers could do at most.
public enum KernelBenchmarks {
    /// One figure.
    public struct Measurement: Sendable {
        /// What was measured, such as `forward of one row, 4-64-64-2 tanh`.
        public let name: String
        /// Time of one call on this thread, in seconds: the least of several trials.
        public let seconds: Double
        /// Floating-point operations of one call; 0 where they are not the point.
        public let operations: Int

        /// Billions of floating-point operations per second.
        public var gigaflops: Double { Double(operations) / seconds * 1e-9 }
    }

    /// Measures the kernels of one instruction set, first the fused multiply–add peak; takes about a second.
    public static func run(_ kernels: Kernels = .active) -> [Measurement] {
        var sum: Float = 0
        var measurements = [
            measure("fused multiply-add peak", operations: 384 * 10_000) { sum += kernels.fusedPeak(rounds: 10_000) }
        ]
        for activation in [Activation.tanh, .relu] {
            measurements += perceptron(activation, kernels)
        }
        measurements += randomNumbers(kernels)
        measurements.append(circle(&sum))
        precondition(!sum.isNaN, "a benchmark computed nonsense")
        return measurements
    }

    /// 4-64-64-2, the middle one of FedHPD's CartPole agents, on an episode of 500 steps.
    private static func perceptron(_ activation: Activation, _ kernels: Kernels) -> [Measurement] {
        let shape = NetworkShape(inputs: 4, hidden: [64, 64], activation: activation, outputs: 2)
        var stream = StreamKey(seed: 1, owner: "benchmark").stream(.sampling)
        var network = Network(shape, from: &stream)
        let rows = 500
        let inputs = (0..<(rows * shape.inputs)).map { _ in stream.uniformFloat() * 0.1 }
        let slopes = (0..<(rows * shape.outputs)).map { _ in stream.uniformFloat() - 0.5 }
        var probabilities = slopes
        let activations = Activations(shape, capacity: rows, kernels: kernels)
        var gradient = Network(zerosLike: network)
        var (first, second) = (gradient, gradient)
        let suffix = "4-64-64-2 \(activation.rawValue)"
        let step = AdamStep(firstDecay: 0.9, secondDecay: 0.999, step: 1e-9, scale: 1, epsilon: 1e-8)
        return inputs.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return [] }
            let perRow = measure("forward, row by row, \(suffix)", operations: rows * shape.forwardOperations) {
                for row in 0..<rows { activations.forwardRow(network, input: start + row * shape.inputs, row: row) }
            }
            let chosen = measure("forward and softmax, row by row, \(suffix)", operations: 0) {
                for row in 0..<rows {
                    let logits = activations.forwardRow(network, input: start + row * shape.inputs, row: row)
                    kernels.softmaxRows(logits, rows: 1, actions: 2, into: &probabilities)
                }
            }
            return [
                perRow.divided(by: rows), chosen.divided(by: rows),
                measure("forward of 500 rows, \(suffix)", operations: rows * shape.forwardOperations) {
                    activations.forward(network, inputs: start, rows: rows)
                },
                measure("backward of 500 rows, \(suffix)", operations: rows * shape.backwardOperations) {
                    activations.backward(network, inputs: start, rows: rows, outputGradient: slopes, into: &gradient)
                },
                measure("Adam on \(shape.parameterCount) parameters, \(suffix)", operations: 0) {
                    kernels.adam(
                        step, parameters: &network.parameters, gradient: gradient.parameters,
                        first: &first.parameters, second: &second.parameters)
                },
            ]
        }
    }

    private static func randomNumbers(_ kernels: Kernels) -> [Measurement] {
        var stream = StreamKey(seed: 1, owner: "benchmark").stream(.sampling)
        var numbers = [Float](repeating: 0, count: 4096)
        let bulk = measure("4096 random numbers in bulk", operations: 0) {
            numbers.withUnsafeMutableBufferPointer { stream.fill($0, using: kernels) }
        }
        let single = measure("4096 random numbers one by one", operations: 0) {
            for index in numbers.indices { numbers[index] = stream.uniformFloat() }
        }
        return [bulk, single]
    }

    private static func circle(_ sum: inout Float) -> Measurement {
        var angle = 0.1
        let measurement = measure("sine and cosine, one after the other", operations: 0) {
            for _ in 0..<1000 {
                let (sine, cosine) = Elementary.sinCos(angle)
                angle = 0.1 + 1e-3 * (sine - cosine)
            }
        }
        sum += Float(angle)
        return measurement.divided(by: 1000)
    }

    private static func measure(_ name: String, operations: Int, _ body: () -> Void) -> Measurement {
        Measurement(name: name, seconds: Stopwatch.least(body), operations: operations)
    }
}

extension KernelBenchmarks.Measurement {
    fileprivate func divided(by count: Int) -> Self {
        Self(name: name, seconds: seconds / Double(count), operations: operations / count)
    }
}
