public import Config
public import Learning

/// What agents send to the server: one axis of an exchange.
public protocol Upload: Configurable {
    /// The ledger's word for it.
    var kind: String { get }
    /// What travels; the aggregate and the digest have to take it.
    var form: Form { get }
    /// What the experiment must have for it.
    var needs: Needs { get }
    /// Which of an agent's parts travel, where ``form`` is parameters.
    func chosen(of parts: [Part]) -> [Part]
    /// The names of parts that the settings ask for, where they name any.
    var named: [String]? { get }
    /// What an agent remembers between two firings, where ``form`` is memory.
    func memory(in spaces: Spaces) -> any VisitMemory
    /// Bytes of one entry of a memory on the wire, without the visits.
    func bytesPerEntry(in spaces: Spaces) -> Int
    /// Whether memories are never emptied.
    var isCumulative: Bool { get }
    /// Why it cannot work with what agents observe; nil where it can.
    func misfit(in spaces: Spaces) -> Misfit?
}

extension Upload {
    /// Nothing but distributions or memories travels.
    public func chosen(of parts: [Part]) -> [Part] { [] }
    /// None named.
    public var named: [String]? { nil }
    /// Only memories have entries.
    public func bytesPerEntry(in spaces: Spaces) -> Int { 0 }
    /// Memories start anew after an exchange.
    public var isCumulative: Bool { false }
    /// Most uploads work with all observations.
    public func misfit(in spaces: Spaces) -> Misfit? { nil }
    /// Only uploads of memories have one.
    public func memory(in spaces: Spaces) -> any VisitMemory { preconditionFailure("'\(kind)' remembers nothing") }
}

/// What travels between agents and server.
public enum Form: String, Sendable {
    /// Action distributions at the public states.
    case distributions
    /// Named parts of agents: parameters of networks, tables, weight vectors.
    case parameters
    /// What agents remember of the states they visited and what they did there.
    case memory

    /// In words, for diagnostics.
    public var words: String {
        switch self {
        case .distributions: "action distributions at public states"
        case .parameters: "parameters"
        case .memory: "memories of visited states"
        }
    }
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
    /// The same parts of the same shapes for all participants.
    public static let equalParts = Needs(rawValue: 4)
    /// Learners that show their tapes.
    public static let tapes = Needs(rawValue: 8)
    /// Learners whose agents have action distributions that can be fitted.
    public static let actionDistributions = Needs(rawValue: 16)
    /// Learners to whose local updates control variates can be added.
    public static let pulls = Needs(rawValue: 32)
}
