import Glibc
import Numerics
import Testing

@Suite("Vector functions")
struct VectorFunctionTests {
    enum Function: String, CaseIterable {
        case exp, log, tanh

        func callAsFunction(_ x: [Float], _ kernels: Kernels) -> [Float] {
            written(x.count) { y in
                switch self {
                case .exp: kernels.exp(x, count: x.count, into: y)
                case .log: kernels.log(x, count: x.count, into: y)
                case .tanh: kernels.tanh(x, count: x.count, into: y)
                }
            }
        }

        func exactly(_ x: Float) -> Double {
            switch self {
            case .exp: Glibc.exp(Double(x))
            case .log: Glibc.log(Double(x))
            case .tanh: Glibc.tanh(Double(x))
            }
        }

        /// In units in the last place of the result.
        var tolerance: Double {
            switch self {
            case .exp: 1.3
            case .log: 0.9
            case .tanh: 5.5
            }
        }
    }

    @Test("agree with glibc's Float64 within the documented bounds", arguments: Function.allCases)
    func accuracy(function: Function) {
        let inputs =
            scatteredFloats(100_000, seed: 7) + uniformFloats(100_000, from: -12, to: 12, seed: 8)
            + uniformFloats(50_000, from: 0.5, to: 1.5, seed: 9) + uniformFloats(50_000, from: -104, to: 89, seed: 10)
        let results = function(inputs, .active)
        var worst = (units: 0.0, at: Float(0))
        for (x, y) in zip(inputs, results) {
            let exact = function.exactly(x)
            let rounded = Float(exact)
            if rounded.isFinite && rounded != 0 {
                let units = abs(Double(y) - exact) / Double(rounded.ulp)
                if !(units <= worst.units) { worst = (units, x) }
            } else if bits([y]) != bits([rounded]) {
                Issue.record("\(function.rawValue)(\(x)) is \(y), not \(rounded)")
            }
        }
        #expect(worst.units <= function.tolerance, "\(worst)")
    }

    @Test("keep to their limits and special values")
    func specialValues() {
        let special: [Float] = [0, -0.0, .infinity, -.infinity, .nan, 20, -20]
        #expect(bits(Function.tanh(special, .active)) == bits([0, -0.0, 1, -1, .nan, 1, -1]))
        let ends: [Float] = [0, -0.0, .infinity, -.infinity, .nan, 89, -104]
        #expect(bits(Function.exp(ends, .active)) == bits([1, 1, .infinity, 0, .nan, .infinity, 0]))
        let signs: [Float] = [1, 0, -0.0, .infinity, -1, .nan]
        #expect(bits(Function.log(signs, .active)) == bits([0, -.infinity, -.infinity, .infinity, .nan, .nan]))
        let saturating = Function.tanh(uniformFloats(100_000, from: 4, to: 10, seed: 3), .active)
        #expect(saturating.allSatisfy { $0 <= 1 })
    }

    @Test("give equal bits on every instruction set, alone or in an array", arguments: Function.allCases)
    func equalBits(function: Function) {
        let inputs = scatteredFloats(50_003, seed: 11) + uniformFloats(50_000, from: -10, to: 10, seed: 12)
        let expected = bits(function(inputs, everyInstructionSet[0]))
        for kernels in everyInstructionSet {
            #expect(bits(function(inputs, kernels)) == expected, "\(kernels.instructionSet)")
            let alone = inputs.prefix(500).map { function([$0], kernels)[0] }
            #expect(bits(alone) == Array(expected.prefix(500)), "\(kernels.instructionSet)")
        }
        let scalar = inputs.prefix(500).map { x in
            switch function {
            case .exp: Elementary.exp(x)
            case .log: Elementary.log(x)
            case .tanh: Elementary.tanh(x)
            }
        }
        #expect(bits(scalar) == Array(expected.prefix(500)))
    }
}
