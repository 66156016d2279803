import Determinism
import Numerics

/// Agents of one kind of learner, as the engine and the federation see them.
///
/// One type conforms: ``Crew``. The existential is crossed once per phase of a round, not once per agent.
public protocol Cohort: Sendable {
    /// How many agents.
    var count: Int { get }
    /// What the last round brought, by agent.
    var scores: [Score] { get }
    /// What an agent observes and can do.
    func spaces(of agent: Int) -> Spaces
    /// Trains every agent for one round.
    mutating func train(_ round: Round, _ workers: Int)
    /// Has the agents in `seats` answer a query, each into its own row.
    mutating func answer(_ query: Query, from seats: [Seat], into rows: Rows, _ workers: Int)
    /// Has the agents in `seats` take one optimizer step toward a target.
    mutating func fit(_ target: Target, seats: [Seat], _ round: Round, _ workers: Int)
    /// Indices in falling order of work, for parallel loops.
    var order: [Int] { get }
    /// Plays fresh episodes in `worlds[agent]` without learning, and sums them up by agent.
    mutating func evaluate(
        _ worlds: [any World], episodes: Int, _ rule: Actor.Rule, _ workers: Int
    ) -> [Score]
    /// Rolls one agent's policy out onto a tape.
    mutating func roll(agent: Int, in world: inout any World, _ rule: Actor.Rule, until limit: Limit, onto tape: Tape)
    /// Gives an agent the network of this name.
    mutating func adopt(_ network: Network, as name: String, agent: Int)
    /// A 64-bit fingerprint of everything that training changed, by agent.
    func trace() -> [UInt64]
    /// Writes all an agent is between two rounds.
    func encode(agent: Int, to encoder: any Encoder) throws
    /// Continues an agent from where another run stood.
    mutating func restore(agent: Int, from decoder: any Decoder) throws
}

/// Where a participant of an exchange sits: which agent of its cohort, which row of the exchange's table.
public struct Seat: Sendable {
    /// The agent's index in its cohort.
    public let agent: Int
    /// The agent's row among the participants.
    public let row: Int

    /// A seat.
    public init(agent: Int, row: Int) {
        self.agent = agent
        self.row = row
    }
}

extension Learner {
    /// The cohort of agents that this type of learner trains.
    ///
    /// - Parameter learners: one per member, all of this type; blocks hold agents whose order is the members'.
    static func cohort(_ learners: [any Learner], _ members: [Member]) -> any Cohort {
        let own = learners.map { learner in
            guard let own = learner as? Self else {
                preconditionFailure("a cohort holds learners of one type, not \(type(of: learner))")
            }
            return own
        }
        return Crew(own, members)
    }
}

/// Puts agents into cohorts by the type of their learner.
public enum Cohorts {
    /// The cohort of agents whose learners are all of one type.
    public static func cohort(of learners: [any Learner], _ members: [Member]) -> any Cohort {
        precondition(!learners.isEmpty && learners.count == members.count, "a cohort has one learner per member")
        return type(of: learners[0]).cohort(learners, members)
    }
}
