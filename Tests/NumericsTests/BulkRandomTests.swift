import Determinism
import Numerics
import Testing

@Suite("Bulk random numbers")
struct BulkRandomTests {
    @Test("are those drawn one by one, from every position, and leave the stream there", arguments: everyInstructionSet)
    func equalToOneByOne(kernels: Kernels) {
        for start in 0..<9 {
            for count in [0, 1, 2, 3, 4, 5, 31, 32, 33, 64, 77, 500] {
                var bulk = StreamKey(seed: 3, owner: "agent/a").stream(.action, round: 7, episode: 2)
                bulk.position = start
                var single = bulk
                var floats = [Float](repeating: 2, count: count)
                floats.withUnsafeMutableBufferPointer { bulk.fill($0, using: kernels) }
                #expect(floats == (0..<count).map { _ in single.uniformFloat() })
                #expect(bulk.position == single.position && bulk.next() == single.next())
                var doubles = [Double](repeating: 2, count: count)
                doubles.withUnsafeMutableBufferPointer { bulk.fill($0, using: kernels) }
                #expect(doubles == (0..<count).map { _ in single.uniform() })
                #expect(bulk.position == single.position && bulk.next() == single.next())
            }
        }
    }

    @Test("are those of every episode's own stream where eight are drawn from together", arguments: everyInstructionSet)
    func episodes(kernels: Kernels) {
        let key = StreamKey(seed: 42, owner: "agent/a1")
        // Episodes beyond 2³² go on in the word of the round.
        for (round, first) in [(0, 0), (7, 100), (3, 1 << 32 - 3)] {
            for numbers in [2, 6, 20] {
                var together = [Double](repeating: 2, count: 8 * numbers)
                together.withUnsafeMutableBufferPointer {
                    key.fill($0, .environment, round: round, episodes: first, using: kernels)
                }
                for episode in 0..<8 {
                    var single = key.stream(.environment, round: round, episode: first + episode)
                    let own = (0..<numbers).map { together[8 * $0 + episode] }
                    #expect(own == (0..<numbers).map { _ in single.uniform() })
                }
            }
        }
    }

    @Test("reach the last block of a stream, after which its words would come again", arguments: everyInstructionSet)
    func edge(kernels: Kernels) {
        var bulk = RandomStream(key: 42, counter: Philox.Words(UInt32.max - 25, 1, 2, 3))
        var single = bulk
        var floats = [Float](repeating: 2, count: 100)
        floats.withUnsafeMutableBufferPointer { bulk.fill($0, using: kernels) }
        #expect(floats == (0..<100).map { _ in single.uniformFloat() })
        #expect(bulk.position == RandomStream.lastPosition)
    }
}
