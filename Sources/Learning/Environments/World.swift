/// A world in which an agent is acting: the constants, where it stands, and whose random numbers it uses.
///
/// The engine holds worlds as `any World`; one call plays whole episodes, so the dispatch is paid per rollout, not per step.
public protocol World: Sendable {
    /// What is observed and what can be done.
    var spaces: Spaces { get }
    /// Steps after which an episode is cut off.
    var maximumSteps: Int { get }
    /// All of the world where it is a finite Markov decision process; nil where it is not.
    var model: FiniteModel? { get }
    /// Plays with `actor` until `limit`, appending every step to `tape`, and sums up the episodes that ended.
    mutating func roll(_ actor: Actor, until limit: Limit, onto tape: Tape) -> Score
    /// The same constants with nothing played, drawing from other streams.
    func fresh(_ streams: WorldStreams) -> any World
    /// Whether anything has been played in it: it stands elsewhere than where it was made.
    var hasBegun: Bool { get }
    /// Writes where the world stands.
    func encode<Key: CodingKey>(into container: inout KeyedEncodingContainer<Key>, forKey key: Key) throws
    /// Continues from where another run stood.
    mutating func restore<Key: CodingKey>(from container: KeyedDecodingContainer<Key>, forKey key: Key) throws
}
