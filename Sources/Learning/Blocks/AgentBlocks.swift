import Determinism
import Numerics

/// The blocks of all agents with one kind of learner, as the engine and the federation see them.
///
/// One type conforms: ``LearnerBlocks``. The existential is crossed once per phase of a round, not once per agent.
public protocol AgentBlocks: TrainingBlocks, AnsweringBlocks, PartHoldingBlocks, RestartingBlocks, ActingBlocks,
    PlanningBlocks, SavedBlocks
{}

/// Agents as they are trained.
public protocol TrainingBlocks: Sendable {
    /// How many agents.
    var count: Int { get }
    /// Indices in falling order of work, for parallel loops.
    var order: [Int] { get }
    /// What the last round brought, by agent.
    var scores: [Score] { get }
    /// What an agent observes and can do.
    func spaces(of agent: Int) -> Spaces
    /// Trains every agent for one round, under what exchanges watch and add.
    mutating func train(_ round: Round, _ influence: Influence, _ workers: Int)
    /// Trains some agents, each for a round of its own, alone: `rounds` by the participant's row. Agents that share a state
    /// train at one time, and `check` has refused this.
    mutating func train(_ some: [Participant], _ rounds: [Round], _ workers: Int)
    /// Tells an agent how often its federation has been found stalled.
    mutating func note(stalls: Int, of agent: Int)
    /// A sweep, empty as given, over everything that training changed, by agent.
    func sweeps(_ kind: StateSweep) -> [StateSweep]
}

/// Agents as exchanges ask and teach them. `check` has refused exchanges that would ask others.
public protocol AnsweringBlocks: Sendable {
    /// Has the agents in `participants` answer a query, each into its own row, after an optimizer step toward `target` if there is
    /// one.
    mutating func answer(
        _ query: Query, after target: Target?, from participants: [Participant], into rows: Rows, _ round: Round,
        _ workers: Int)
    /// Has the agents in `participants` take one optimizer step toward a target.
    mutating func fit(_ target: Target, participants: [Participant], _ round: Round, _ workers: Int)
    /// Gives each of the agents in `participants` a lesson of its own: as many optimizer steps as `lesson` asks for.
    mutating func teach(_ lesson: @escaping Lesson, participants: [Participant], _ round: Round, _ workers: Int)
}

/// Agents as exchanges copy what they have learned.
public protocol PartHoldingBlocks: Sendable {
    /// The parts of an agent that can be uploaded and taken in; none where it has none.
    func parts(of agent: Int) -> [Part]
    /// Those of them that begin by themselves, and not as what they follow.
    func leadingParts(of agent: Int) -> [Part]
    /// The part to which exchanges can add during local updates; nil where there is none.
    func pulledPart(of agent: Int) -> Part?
    /// The part whose visits an agent counts, by name; nil where it counts none.
    func countedPart(of agent: Int) -> String?
    /// Adds the step sizes of the agents' updates of a part, once so many rounds are complete, to each agent's row of `sums`,
    /// in the order of the rounds.
    func addRates(
        of part: Part, after rounds: Range<Int>, for participants: BlockParticipants,
        to sums: UnsafeMutablePointer<Double>)
    /// Copies one part of the agents in `participants`, each into its own row.
    func read(_ part: Part, from participants: BlockParticipants, into rows: PartRows)
    /// Replaces one part of the agents in `participants`, each by its row, or all by the only row.
    mutating func write(_ part: Part, to participants: BlockParticipants, from rows: PartRows)
    /// Gives an agent a row, as it lies in memory, for its part of this name, and for what follows that part.
    mutating func adopt(_ row: UnsafeRawBufferPointer, as name: String, agent: Int)
}

/// Agents as exchanges leave them.
public protocol RestartingBlocks: Sendable {
    /// Has participants make anew what their learners make anew after an exchange.
    mutating func restart(_ participants: [Participant])
    /// Has participants that are held by a penalty be held where they are now.
    mutating func anchor(_ participants: [Participant])
}

/// Agents as they are evaluated.
public protocol ActingBlocks: Sendable {
    /// Plays fresh episodes in `worlds[agent]` without learning, and sums them up by agent.
    mutating func evaluate(
        _ worlds: [any World], episodes: Int, _ rule: Actor.Rule, _ workers: Int
    ) -> [Score]
    /// Plays one greedy episode in every agent's own world, on streams of its own, after a round.
    mutating func perform(after round: Int, _ workers: Int) -> [Score]
    /// Rolls one agent's policy out onto a tape.
    mutating func roll(agent: Int, in world: inout any World, _ rule: Actor.Rule, until limit: Limit, onto tape: Tape)
    /// An agent's policy over a finite world's states, `states × actions` probabilities; nil where it has none.
    func tabularPolicy(of agent: Int) -> [Double]?
}

/// Agents that plan over a finite horizon, step by step.
public protocol PlanningBlocks: Sendable {
    /// How sums of all agents become plans; nil where the agent does not plan so.
    func stepPlanner(of agent: Int) -> StepPlanner?
    /// Has the agents in `participants` sum up what they have seen of a step, each into its own row.
    func sum(step: Int, of participants: [Participant], into rows: DoubleRows)
    /// Has the agents in `participants` go on from the plan of a step, each from its row, or all from the only one.
    mutating func take(step: Int, _ plan: DoubleRows, participants: [Participant])
    /// What an agent would do in its next episode, by step and state of the step; nil where it does not go by the step.
    func episodicPolicy(of agent: Int) -> [Int]?
    /// How often an agent's policy was planned; nil where none is.
    func plannings(of agent: Int) -> Int?
}

/// Agents as checkpoints hold them.
public protocol SavedBlocks: Sendable {
    /// Whether all agents are rows of one state: then it is encoded as a whole, else agent by agent.
    var sharesState: Bool { get }
    /// Writes all an agent is between two rounds.
    func encode(agent: Int, to encoder: any Encoder) throws
    /// Continues an agent from where another run stood.
    mutating func restore(agent: Int, from decoder: any Decoder) throws
    /// Writes the state of all agents that are rows of it.
    func encodeSharedState(to encoder: any Encoder) throws
    /// Continues the state of all agents from where another run stood.
    mutating func restoreSharedState(from decoder: any Decoder) throws
}
