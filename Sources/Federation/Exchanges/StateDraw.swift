import Determinism
import Learning

/// Public states that are drawn for a meeting: where they lie, kept between meetings so that none allocates.
///
/// The class owns the memory.
final class StateDraw: @unchecked Sendable {
    private var order: [Int32] = []
    private var states = UnsafeMutableBufferPointer<Float>(start: nil, count: 0)

    /// So many of the states, or all where there are fewer, without replacement, in the order of the draw. They are valid until the
    /// next draw.
    func draw(_ count: Int, of all: StateBatch, from stream: inout RandomStream) -> StateBatch {
        let count = min(count, all.count)
        let drawn = room(count * all.width)
        if order.count != all.count { order = [Int32](repeating: 0, count: all.count) }
        // Nothing of the draw before is left in the order.
        for place in order.indices { order[place] = Int32(place) }
        for place in 0..<count {
            order.swapAt(place, place + stream.index(below: all.count - place))
            (drawn + place * all.width).update(from: all.base + Int(order[place]) * all.width, count: all.width)
        }
        return StateBatch(drawn, count: count, width: all.width)
    }

    /// Bytes that a draw takes.
    static func bytes(_ count: Int, of all: Facts.States) -> Double {
        Double(all.count) * 4 + Double(min(count, all.count)) * Double(all.width) * 4
    }

    private func room(_ numbers: Int) -> UnsafeMutablePointer<Float> {
        if let base = states.baseAddress, states.count >= numbers { return base }
        states.deallocate()
        let base = UnsafeMutablePointer<Float>.allocate(capacity: numbers)
        base.initialize(repeating: 0, count: numbers)
        states = UnsafeMutableBufferPointer(start: base, count: numbers)
        return base
    }

    deinit { states.deallocate() }
}
