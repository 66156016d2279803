public import Learning
public import Numerics

/// The public state set S_p: `count × width` Float32, read by all agents of all cells that share it.
///
/// The class owns the memory, which never moves and is never written after `init`.
public final class PublicStates: @unchecked Sendable {
    /// The states as learners ask for them.
    public let batch: StateBatch
    private let memory: UnsafeMutableBufferPointer<Float>

    /// A copy of states that follow one another, `width` numbers each.
    public init(_ states: [Float], width: Int) {
        precondition(width > 0 && !states.isEmpty && states.count.isMultiple(of: width), "whole states, at least one")
        memory = .allocate(capacity: states.count)
        _ = memory.initialize(from: states)
        guard let base = memory.baseAddress else { preconditionFailure("allocated memory has an address") }
        batch = StateBatch(UnsafePointer(base), count: states.count / width, width: width)
    }

    deinit { memory.deallocate() }

    /// The states as an array for checkpoints: `[count, width]`.
    public var tensor: Tensor<Float> {
        Tensor(shape: [batch.count, batch.width], elements: Array(memory))
    }
}
