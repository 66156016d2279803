public import Numerics

/// A learner whose agents have parts that can be uploaded, taken in and kept: networks, tables, weights.
public protocol PartHolding: Learner {
    /// Where in the state the parts of a member are, in a fixed order. Members of one block have equal parts.
    func slots(of member: Member) -> [Slot<State>]
}

extension PartHolding {
    fileprivate func heldParts(of member: Member) -> [Part] { slots(of: member).map(\.part) }

    fileprivate func leadingParts(of member: Member) -> [Part] {
        let slots = slots(of: member)
        let followers = slots.flatMap(\.followers)
        return slots.map(\.part).filter { !followers.contains($0.name) }
    }
}

extension Learner {
    /// The rows a member can upload and take in, in a fixed order; none where the learner has no parts.
    public func parts(of member: Member) -> [Part] { (self as? any PartHolding)?.heldParts(of: member) ?? [] }

    /// Those of its parts that begin by themselves: a target network begins as what it follows.
    public func leadingParts(of member: Member) -> [Part] {
        (self as? any PartHolding)?.leadingParts(of: member) ?? []
    }
}

/// A learner to one part of which control variates can be added during local updates.
public protocol Pulled: PartHolding {
    /// The part's name: one of ``heldParts(of:)``, of Float64 numbers, and what an optimizer of this name moves. Members find what
    /// is added in ``Member/pull``.
    static var pulled: String { get }
}

extension Learner {
    /// The part to which control variates can be added; nil where there is none.
    public var pulledPart: String? { (Self.self as? any Pulled.Type)?.pulled }
}

/// A learner without networks that moves a table or weights by an optimizer's step size alone.
public protocol PlainStepping: Learner {
    /// The name under which agents have that optimizer.
    static var stepped: String { get }
}

extension Learner {
    /// What has an optimizer of its own, by name: the networks, and what takes plain steps.
    public var optimized: [String] {
        let names = networks.map(\.name)
        guard let plain = (Self.self as? any PlainStepping.Type)?.stepped, !names.contains(plain) else { return names }
        return names + [plain]
    }
}

/// A learner of which a cell may hold many independent copies of a federation: agents are cheap, and a block keeps
/// its federations apart.
public protocol Replicable: Learner {}

/// A learner that knows more of a restored state than the state knows of itself, such as how many states its worlds have.
public protocol StateChecking: Learner {
    /// What in a state no training of this block can have left there; nil where nothing is wrong.
    func flaw(of state: State, in block: Block) -> Flaw?
}
