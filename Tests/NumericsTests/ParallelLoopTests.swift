import Numerics
import Synchronization
import Testing

@Suite("Parallel loop")
struct ParallelLoopTests {
    @Test("runs every index once", arguments: [(0, 4), (1, 4), (7, 1), (100, 2), (1000, 8)])
    func everyIndexOnce(count: Int, workers: Int) {
        var visits = [Int](repeating: 0, count: count)
        ParallelLoop.forEach(&visits, workers: workers) { index, visit in visit += index + 1 }
        #expect(visits == (0..<count).map { $0 + 1 })
    }

    @Test("runs in order on one worker")
    func order() {
        let seen = Mutex<[Int]>([])
        ParallelLoop.forEach(count: 50, workers: 1) { index in seen.withLock { $0.append(index) } }
        #expect(seen.withLock { $0 } == Array(0..<50))
    }

    @Test("nests")
    func nesting() {
        let total = Atomic(0)
        ParallelLoop.forEach(count: 10, workers: 3) { outer in
            ParallelLoop.forEach(count: 10, workers: 3) { inner in
                total.wrappingAdd(outer * 10 + inner, ordering: .relaxed)
            }
        }
        #expect(total.load(ordering: .relaxed) == 4950)
    }

    @Test("keeps within the number of workers")
    func workers() {
        let running = Atomic(0)
        let most = Mutex(0)
        ParallelLoop.forEach(count: 64, workers: 2) { _ in
            let now = running.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue
            most.withLock { $0 = max($0, now) }
            running.wrappingSubtract(1, ordering: .sequentiallyConsistent)
        }
        #expect((1...2).contains(most.withLock { $0 }))
    }
}
