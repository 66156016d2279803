public import Config
public import Numerics

/// The constants of one learning algorithm: how a block of agents turns experience into better networks or tables.
///
/// A conforming type is one file and one line in ``Learners``. Its state is a plain value whose synthesized coding is the
/// agent's part of a checkpoint, so a new field cannot be forgotten. What else such agents can do, it says by conforming:
///
/// | protocol | agents |
/// |---|---|
/// | ``Acting`` | act in episodes; ``ActingDeterministically``: without chance |
/// | ``Answering`` | answer queries of the federation, and are fitted to targets |
/// | ``Judging`` | judge policies that others have made by a critic of their own |
/// | ``PartHolding`` | have parts that can be uploaded and taken in; ``Pulled``: are pulled at while they train |
/// | ``TapeShowing`` | show what they live through |
/// | ``Modelled`` | learn from known finite worlds; ``Converging``: to what is known, ``LinearlyConverging``: and how near; ``Tabular``: a policy by state |
/// | ``PlainStepping`` | take an optimizer's plain steps, without networks |
/// | ``Replicable`` | may be many copies of a federation in one cell |
/// | ``Preferring`` | prefer networks and an optimizer where a spec is silent |
/// | ``Repeating`` | learn from a step several times |
/// | ``Sampling`` | play steps of their own in an update |
/// | ``InputTaking`` | have networks that take numbers of the agent's own in front of the observation |
/// | ``Restarting`` | make some of theirs anew when an exchange has told them something |
/// | ``Anchored`` | can be held near where an exchange left them |
/// | ``StateChecking`` | know more of a restored state than it knows of itself |
public protocol Learner: Configurable {
    /// All a block of agents has learned. Member names are names in the checkpoint.
    associatedtype State: Persistent
    /// Working memory of one block; never saved, and no result may depend on what it held before.
    associatedtype Scratch

    /// The units a round can be counted in.
    static var roundUnits: [Duration.Unit] { get }
    /// Which agents are one block; each by itself, unless told.
    static var grouping: Grouping { get }
    /// The networks an agent has, by the names used in specs and checkpoints. None for tables and linear learners.
    var networks: [NetworkRole] { get }

    /// The state before the first round.
    func initial(_ block: Block) -> State
    /// Working memory for a block.
    func scratch(_ block: Block) -> Scratch
    /// The memory of one agent before any of it is taken: state, and working memory at its largest.
    ///
    /// - Parameter states: public states the agent is asked about, where it has action distributions.
    func footprint(of member: Member, answering states: Int) -> Footprint
    /// Trains every agent of the block for one round and leaves each member's ``Member/score``.
    func train(_ state: inout State, _ block: inout Block, _ round: Round, _ scratch: inout Scratch)
    /// Adds every number that training changes, in one order: what a round's trace and the search for divergence go over.
    func sweep(_ state: State, member index: Int, with sweep: inout StateSweep)
}

extension Learner {
    /// One agent per block.
    public static var grouping: Grouping { .each }

    /// Whether all agents of one kind and equal settings are rows of one state.
    public static var sharesState: Bool {
        switch grouping {
        case .each: false
        case .rows: true
        }
    }
}

/// Which agents are one block, and share a state.
public enum Grouping: Sendable {
    /// Every agent is a block of its own.
    case each
    /// All agents of one kind of learner, with equal settings, are rows of a few arrays.
    case rows
}
