import Numerics

/// The kernels of every instruction set this machine has, slowest first.
let everyInstructionSet = InstructionSet.available.compactMap(Kernels.init)

/// Numbers whose bits are spread over all exponents and signs, not-a-numbers included, the same on every run.
func scatteredFloats(_ count: Int, seed: UInt64) -> [Float] {
    var state = seed
    return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(bitPattern: UInt32(truncatingIfNeeded: state >> 32))
    }
}

/// Numbers uniform on [low, high), the same on every run.
func uniformFloats(_ count: Int, from low: Float, to high: Float, seed: UInt64) -> [Float] {
    var state = seed
    return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return low + (high - low) * Float(state >> 40) * 0x1p-24
    }
}

/// What a kernel writes to `count` numbers.
func written(_ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
        buffer.initialize(repeating: .nan)
        if let start = buffer.baseAddress { body(start) }
        initialized = count
    }
}

/// Bits, with every not-a-number alike.
func bits(_ floats: [Float]) -> [UInt32] { floats.map { $0.isNaN ? 0x7FC0_0000 : $0.bitPattern } }
