import Numerics

/// Working memory of one exchange, kept between firings so that a round allocates nothing large.
///
/// The class owns the memory.
final class ConversationMemory: @unchecked Sendable {
    private var uploads = Room()
    private var results = Room()
    private var wires = Room()
    private var some = Room()
    private var views = Room()
    private var deliveries = Room()
    private var visited = Room()
    private var influence = Room()
    private var sums = Room()
    private var summed = Room()
    private var compared = Room()

    func uploads(bytes: Int) -> UnsafeMutableRawPointer { uploads.take(bytes) }

    func results(bytes: Int) -> UnsafeMutableRawPointer { results.take(bytes) }

    /// Room for uploads as they arrive.
    func wire(bytes: Int) -> UnsafeMutableRawPointer { wires.take(bytes) }

    /// Room for results as each participant receives them.
    func delivered(bytes: Int) -> UnsafeMutableRawPointer { deliveries.take(bytes) }

    /// Room for the uploads of which one of several results is made.
    func senders(bytes: Int) -> UnsafeMutableRawPointer { some.take(bytes) }

    /// Room for uploads as one of several receivers has them.
    func view(bytes: Int) -> UnsafeMutableRawPointer { views.take(bytes) }

    /// Room for what agents visit in a round.
    func visits(bytes: Int) -> UnsafeMutableRawPointer { visited.take(bytes) }

    func lengths(count: Int) -> UnsafeMutablePointer<Double> {
        sums.take(count * 8).assumingMemoryBound(to: Double.self)
    }

    /// Room that keeps its content; zero before it is first written.
    func pulls(bytes: Int) -> UnsafeMutableRawPointer { influence.take(bytes) }

    /// Room for the sum of what several exchanges add to local updates.
    func summedPulls(bytes: Int) -> UnsafeMutableRawPointer { summed.take(bytes) }

    /// Room for what agents would do where they are compared.
    func answers(bytes: Int) -> UnsafeMutableRawPointer { compared.take(bytes) }

    deinit {
        uploads.release()
        results.release()
        wires.release()
        some.release()
        views.release()
        deliveries.release()
        visited.release()
        influence.release()
        sums.release()
        summed.release()
        compared.release()
    }

    /// Aligned bytes that grow on demand. An exchange only ever sees one type of number in them.
    private struct Room {
        private var base: UnsafeMutableRawPointer?
        private var capacity = 0

        mutating func take(_ bytes: Int) -> UnsafeMutableRawPointer {
            if let base, bytes <= capacity { return base }
            release()
            let fresh = LargeAllocation.bytes(max(bytes, 64))
            fresh.initializeMemory(as: UInt8.self, repeating: 0, count: max(bytes, 64))
            base = fresh
            capacity = max(bytes, 64)
            return fresh
        }

        mutating func release() {
            if let base { LargeAllocation.free(base) }
            base = nil
        }
    }
}
