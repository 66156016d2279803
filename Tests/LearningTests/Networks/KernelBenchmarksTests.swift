import Learning
import Numerics
import Testing

@Suite("Kernel benchmarks")
struct KernelBenchmarksTests {
    @Test("measure every kernel, the peak first")
    func measurements() {
        let found = KernelBenchmarks.run()
        #expect(found.first?.name == "fused multiply-add peak")
        #expect(Set(found.map(\.name)).count == found.count)
        #expect(found.allSatisfy { $0.seconds > 0 && $0.seconds.isFinite })
        // Two operations for each of 4·64 + 64·64 + 64·2 weights.
        let forward = found.filter { $0.name.hasPrefix("forward, row by row") }
        #expect(forward.map(\.operations) == [8960, 8960])
    }
}
