import Synchronization

/// A wish to stop soon: cells finish their round, leave a checkpoint and end.
///
/// Set from a signal handler or another thread, read between rounds.
public final class StopRequest: Sendable {
    private let flag = Atomic(false)

    /// Nothing asked yet.
    public init() {}

    /// Asks.
    public func request() { flag.store(true, ordering: .relaxed) }

    /// Whether somebody asked.
    public var isRequested: Bool { flag.load(ordering: .relaxed) }
}
