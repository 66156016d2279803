internal import CKernels
public import Determinism

/// Many numbers at once: the same, in the same order, as drawing them one by one.
extension RandomStream {
    /// As many `uniformFloat()` as the buffer holds.
    public mutating func fill(_ floats: UnsafeMutableBufferPointer<Float>, using kernels: Kernels = .active) {
        var filled = 0
        while filled < floats.count && unusedWords > 0 {
            floats[filled] = uniformFloat()
            filled += 1
        }
        let blocks = (floats.count - filled) / 4
        if blocks > 0, let start = floats.baseAddress {
            let (key, counter) = skip(blocks: blocks)
            Self.withWords(of: counter) {
                kernels.table.pointee.uniform_floats(key, $0, Int64(blocks), start + filled)
            }
            filled += 4 * blocks
        }
        while filled < floats.count {
            floats[filled] = uniformFloat()
            filled += 1
        }
    }

    /// As many `uniform()` as the buffer holds.
    public mutating func fill(_ doubles: UnsafeMutableBufferPointer<Double>, using kernels: Kernels = .active) {
        var filled = 0
        if unusedWords == 2 && doubles.count > 0 {
            doubles[0] = uniform()
            filled = 1
        }
        // At an odd position every number straddles two blocks, and all are drawn one by one.
        let blocks = unusedWords == 0 ? (doubles.count - filled) / 2 : 0
        if blocks > 0, let start = doubles.baseAddress {
            let (key, counter) = skip(blocks: blocks)
            Self.withWords(of: counter) {
                kernels.table.pointee.uniform_doubles(key, $0, Int64(blocks), start + filled)
            }
            filled += 2 * blocks
        }
        while filled < doubles.count {
            doubles[filled] = uniform()
            filled += 1
        }
    }

    private static func withWords(of counter: Philox.Words, _ body: (UnsafePointer<UInt32>) -> Void) {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 4) { words in
            for index in 0..<4 { words.initializeElement(at: index, to: counter[index]) }
            guard let start = words.baseAddress else { return }
            body(start)
        }
    }
}
