import Dispatch
import Synchronization

/// Loops whose iterations run on several threads.
///
/// Which thread takes which iteration is left to chance, so an iteration writes only its own slot; sums over slots run
/// afterwards, in order. Loops may nest: the threads are the system's, shared by all.
public enum ParallelLoop {
    /// Runs `body(0)` … `body(count − 1)`, in any order, on at most `workers` threads, and returns when all are done.
    ///
    /// One worker runs them in order on the calling thread. Idle workers take the next index, so unequal iterations
    /// balance; put long ones first.
    public static func forEach(count: Int, workers: Int, _ body: @Sendable (Int) -> Void) {
        let threads = min(workers, count)
        guard threads > 1 else {
            for index in 0..<max(count, 0) { body(index) }
            return
        }
        let next = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < count else { return }
                body(index)
            }
        }
    }

    /// As `forEach(count:workers:_:)`, with runs of consecutive indices handed out together: for short iterations.
    public static func forEach(
        chunksOf size: Int, count: Int, workers: Int, _ body: @Sendable (Int) -> Void
    ) {
        forEach(count: (count + size - 1) / size, workers: workers) { chunk in
            for index in (chunk * size)..<min((chunk + 1) * size, count) { body(index) }
        }
    }

    /// Runs `body` on every element in place, on at most `workers` threads, and returns when all are done.
    public static func forEach<Element: Sendable>(
        _ elements: inout [Element], workers: Int, _ body: @Sendable (Int, inout Element) -> Void
    ) {
        elements.withUnsafeMutableBufferPointer { buffer in
            let slots = Slots(buffer)
            forEach(count: slots.elements.count, workers: workers) { index in
                body(index, &slots.elements[index])
            }
        }
    }

    // Each index is handed out once, so no two threads touch the same element.
    private struct Slots<Element>: @unchecked Sendable {
        let elements: UnsafeMutableBufferPointer<Element>
        init(_ elements: UnsafeMutableBufferPointer<Element>) { self.elements = elements }
    }
}
