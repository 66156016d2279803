/// Who draws random numbers, and for what: one owner of streams, as seed ledgers list it.
public struct RandomSource: Hashable, Sendable {
    /// `agent/a1`, `stage/public_states/agent/v1`.
    public let owner: String
    /// The seed its key is made of: a cell's, or one of a stage's or a world's own.
    public let seed: UInt64
    /// The key of all its streams.
    public let key: StreamKey
    /// What the numbers are for.
    public let purposes: [Purpose]

    /// An owner under a seed.
    public init(_ owner: String, seed: UInt64, _ purposes: [Purpose]) {
        self.owner = owner
        self.seed = seed
        key = StreamKey(seed: seed, owner: owner)
        self.purposes = purposes
    }
}
