import Learning
import Numerics
import Testing

@Suite("Network kernels")
struct NetworkKernelTests {
    @Test("give the bits of the documented arithmetic on every instruction set", arguments: networkShapes)
    func documentedBits(shape: NetworkShape) {
        let sample = NetworkSample(shape, rows: 37)
        let scalar = ScalarPerceptron(sample.network)
        let rows = sample.inputs.chunks(of: shape.inputs)
        let outputs = rows.flatMap { scalar.forward($0).last ?? [] }
        let gradient = scalar.backward(rows, sample.outputGradient.chunks(of: shape.outputs))
        for kernels in everyInstructionSet {
            let results = sample.results(kernels)
            #expect(bits(results.outputs) == bits(outputs), "\(kernels.instructionSet)")
            // A zero's sign may depend on padding that the scalar code does not have.
            #expect(results.gradient.flatParameters == gradient, "\(kernels.instructionSet)")
        }
    }

    @Test("give equal bits on every instruction set, at every number of rows", arguments: networkShapes)
    func equalBits(shape: NetworkShape) {
        for rows in [1, 2, 7, 15, 16, 17, 127, 128, 129, 300] {
            let sample = NetworkSample(shape, rows: rows)
            let expected = sample.results(everyInstructionSet[0])
            for kernels in everyInstructionSet.dropFirst() {
                let results = sample.results(kernels)
                #expect(bits(results.outputs) == bits(expected.outputs), "\(rows) rows, \(kernels.instructionSet)")
                #expect(bits(results.gradient) == bits(expected.gradient), "\(rows) rows, \(kernels.instructionSet)")
                #expect(bits(results.inputGradient) == bits(expected.inputGradient), "\(kernels.instructionSet)")
            }
        }
    }

    @Test(
        "a row alone gives the bits it gives in a batch, and keeps what the backward pass needs",
        arguments: networkShapes)
    func rowByRow(shape: NetworkShape) {
        let sample = NetworkSample(shape, rows: 150)
        for kernels in everyInstructionSet {
            let batch = sample.results(kernels)
            let activations = Activations(shape, capacity: 200, kernels: kernels)
            sample.inputs.withUnsafeBufferPointer { inputs in
                guard let start = inputs.baseAddress else { return }
                for row in 0..<150 {
                    let logits = activations.forwardRow(sample.network, input: start + row * shape.inputs, row: row)
                    let alone = Array(UnsafeBufferPointer(start: logits, count: shape.outputs))
                    let beside = Array(batch.outputs[(row * shape.outputs)..<((row + 1) * shape.outputs)])
                    #expect(bits(alone) == bits(beside), "row \(row), \(kernels.instructionSet)")
                }
            }
            var gradient = Network(zerosLike: sample.network)
            activations.backward(
                sample.network, inputs: sample.inputs, rows: 150, outputGradient: sample.outputGradient, into: &gradient
            )
            #expect(bits(gradient) == bits(batch.gradient), "\(kernels.instructionSet)")
        }
    }

    @Test("a second backward pass overwrites the first")
    func overwriting() {
        let sample = NetworkSample(networkShapes[1], rows: 20)
        let activations = Activations(networkShapes[1], capacity: 20)
        activations.forward(sample.network, inputs: sample.inputs, rows: 20)
        var gradient = Network(zerosLike: sample.network)
        for _ in 0..<2 {
            activations.backward(
                sample.network, inputs: sample.inputs, rows: 20, outputGradient: sample.outputGradient, into: &gradient)
        }
        #expect(bits(gradient) == bits(sample.results(.active).gradient))
    }

    @Test("padding stays zero", arguments: networkShapes)
    func padding(shape: NetworkShape) {
        let gradient = NetworkSample(shape, rows: 40).results(.active).gradient
        // Through the unpadded parameters and back, everything but the padding survives.
        #expect(
            bits(Network(shape, parameters: gradient.flatParameters)).map { $0 == 0x8000_0000 ? 0 : $0 }
                == bits(gradient).map { $0 == 0x8000_0000 ? 0 : $0 })
    }
}

extension Array {
    /// Consecutive pieces of `length` elements.
    func chunks(of length: Int) -> [[Element]] {
        stride(from: 0, to: count, by: length).map { Array(self[$0..<($0 + length)]) }
    }
}
