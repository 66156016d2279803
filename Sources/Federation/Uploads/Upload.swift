public import Config
public import Learning

/// What agents send to the server: one axis of an exchange.
public protocol Upload: Configurable {
    /// The ledger's word for it.
    var kind: String { get }
    /// The question that brings it, about some of the public states.
    func query(at states: StateBatch) -> Query
    /// Numbers per agent and state.
    func width(in spaces: Spaces) -> Int
    /// What the experiment must have for it.
    var needs: Needs { get }
}

/// What an axis requires of an experiment, for `check` to refuse early.
public struct Needs: OptionSet, Sendable {
    /// The bits.
    public let rawValue: Int

    /// From bits.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// A set of public states.
    public static let publicStates = Needs(rawValue: 1)
    /// The same action space for all participants.
    public static let equalActionSpaces = Needs(rawValue: 2)
}
