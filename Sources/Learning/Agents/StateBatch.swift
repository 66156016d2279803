/// States the federation asks about: `count × width` Float32, row-major, lent for the duration of a round.
public struct StateBatch: @unchecked Sendable, Equatable {
    /// The first number of the first state.
    public let base: UnsafePointer<Float>
    /// States.
    public let count: Int
    /// Numbers per state.
    public let width: Int

    /// A view.
    public init(_ base: UnsafePointer<Float>, count: Int, width: Int) {
        self.base = base
        self.count = count
        self.width = width
    }
}
