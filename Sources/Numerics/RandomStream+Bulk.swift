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

    fileprivate static func withWords(of counter: Philox.Words, _ body: (UnsafePointer<UInt32>) -> Void) {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 4) { words in
            for index in 0..<4 { words.initializeElement(at: index, to: counter[index]) }
            guard let start = words.baseAddress else { return }
            body(start)
        }
    }
}

extension StreamKey {
    /// How many episodes' numbers are made at once.
    public static let episodesAtOnce = 8

    /// The first numbers, as of `uniform()`, of the streams of ``episodesAtOnce`` episodes that follow one another: number n of
    /// episode `first + i` at `episodesAtOnce · n + i`.
    ///
    /// - Parameter doubles: room for an even number of numbers of each.
    public func fill(
        _ doubles: UnsafeMutableBufferPointer<Double>, _ purpose: Purpose, round: Int, episodes first: Int,
        using kernels: Kernels = .active
    ) {
        precondition(doubles.count.isMultiple(of: 2 * Self.episodesAtOnce), "whole blocks of every stream")
        guard let start = doubles.baseAddress else { return }
        let stream = stream(purpose, round: round, episode: first)
        let blocks = doubles.count / (2 * Self.episodesAtOnce)
        RandomStream.withWords(of: stream.start) {
            kernels.table.pointee.episode_doubles(word, $0, Int64(blocks), start)
        }
    }
}
