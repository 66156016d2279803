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
    /// Trains every agent for one round, under what exchanges watch and add.
    mutating func train(_ round: Round, _ influence: Influence, _ workers: Int)
    /// The parts of an agent that can be uploaded and taken in.
    func parts(of agent: Int) -> [Part]
    /// The part to which exchanges can add during local updates; nil where there is none.
    func pulledPart(of agent: Int) -> Part?
    /// Adds the step sizes of the agents' updates of a part, once so many rounds are complete, to each agent's row of `sums`,
    /// in the order of the rounds.
    func addRates(of part: Part, after rounds: Range<Int>, for seats: Seats, to sums: UnsafeMutablePointer<Double>)
    /// Copies one part of the agents in `seats`, each into its own row.
    func read(_ part: Part, from seats: Seats, into rows: PartRows)
    /// Replaces one part of the agents in `seats`, each by its row, or all by the only row.
    mutating func write(_ part: Part, to seats: Seats, from rows: PartRows)
    /// Has the agents in `seats` answer a query, each into its own row, after an optimizer step toward `target` if there is
    /// one.
    mutating func answer(
        _ query: Query, after target: Target?, from seats: [Seat], into rows: Rows, _ round: Round, _ workers: Int)
    /// Has the agents in `seats` take one optimizer step toward a target.
    mutating func fit(_ target: Target, seats: [Seat], _ round: Round, _ workers: Int)
    /// Gives each of the agents in `seats` a lesson of its own: as many optimizer steps as `lesson` asks for.
    mutating func teach(_ lesson: Lesson, seats: [Seat], _ round: Round, _ workers: Int)
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
    /// A sweep, empty as given, over everything that training changed, by agent.
    func sweeps(_ kind: StateSweep) -> [StateSweep]
    /// Whether all agents are rows of one state: then it is encoded as a whole, else agent by agent.
    var isStacked: Bool { get }
    /// Writes all an agent is between two rounds.
    func encode(agent: Int, to encoder: any Encoder) throws
    /// Continues an agent from where another run stood.
    mutating func restore(agent: Int, from decoder: any Decoder) throws
    /// Writes the state of all agents of a stacked cohort.
    func encodeStack(to encoder: any Encoder) throws
    /// Continues a stacked cohort from where another run stood.
    mutating func restoreStack(from decoder: any Decoder) throws
    /// What a stacked cohort's learner knows of an agent beyond its parts: its policy over a finite world's states,
    /// `states × actions` probabilities; nil where it has none.
    func tabularPolicy(of agent: Int) -> [Double]?
}

/// A lesson for one agent: given its row and a way to take one optimizer step toward a target.
public typealias Lesson = @Sendable (_ row: Int, _ member: Member, _ fit: (Target) -> Void) -> Void

/// What exchanges have to do with a round of training.
public struct Influence: Sendable {
    /// Told of every tape of training by the agent's place in the population, from the task that trains it; nil where no
    /// exchange watches.
    public var watcher: (@Sendable (_ agent: Int, _ tape: Tape) -> Void)?
    /// Rows, by the agent's place in the population, that are added to updates of the learners' pulled part; nil where
    /// there are none.
    public var pulls: PartRows?

    /// No influence: training alone.
    public init() {}
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

/// The seats of an exchange's participants in one cohort: found once, used at every firing.
public struct Seats: Sendable {
    /// The seats, those of agents with most work first.
    public let items: [Seat]
    /// The agents, and the first one's row, where agents and rows follow one another: then a stacked cohort's rows are
    /// copied as one. Nil elsewhere.
    let run: (agents: Range<Int>, row: Int)?

    /// Seats.
    public init(_ items: [Seat]) {
        self.items = items
        guard let first = items.first,
            items.indices.allSatisfy({ items[$0].agent == first.agent + $0 && items[$0].row == first.row + $0 })
        else {
            run = nil
            return
        }
        run = (first.agent..<(first.agent + items.count), first.row)
    }
}

extension Learner {
    /// The cohort of agents that this type of learner trains.
    ///
    /// - Parameters:
    ///   - learners: one per member, all of this type, and equal where a block holds the whole cohort.
    ///   - places: the members' places in the population.
    static func cohort(_ learners: [any Learner], _ members: [Member], _ places: [Int]) -> any Cohort {
        let own = learners.map { learner in
            guard let own = learner as? Self else {
                preconditionFailure("a cohort holds learners of one type, not \(type(of: learner))")
            }
            return own
        }
        return Crew(own, members, places)
    }
}

/// Puts agents into cohorts by the type of their learner.
public enum Cohorts {
    /// The cohort of agents whose learners are all of one type.
    public static func cohort(of learners: [any Learner], _ members: [Member], places: [Int]) -> any Cohort {
        precondition(!learners.isEmpty && learners.count == members.count, "a cohort has one learner per member")
        return type(of: learners[0]).cohort(learners, members, places)
    }
}
