/// A learner of a finite horizon whose agents know what they would do in every state at every step of an episode.
///
/// The horizon H is the world's: where an episode is cut. States of a step are those of the model's layer.
public protocol Episodic: Modelled, Scoring {
    /// What member `index` would do in its next episode: an action by step and state of the step, `H × states`.
    func episodicPolicy(of state: State, member index: Int) -> [Int]
    /// How often its policy was planned.
    func plannings(of state: State, member index: Int) -> Int
}

/// An episodic learner of which many agents can plan together, step by step: each sums up what it has seen of a step, and goes on
/// from what is made of all sums. Where no exchange plans for its agents (``Member/isPlannedFor``), each plans for itself.
public protocol Planning: Episodic {
    /// How sums of all agents become a plan; nil where the world is not finite.
    func planner(in world: any World) -> StepPlanner?
    /// Writes what a member has seen of a step, given what it has of the next one: `planner.sums` numbers.
    func sum(_ state: State, member index: Int, step: Int, into row: UnsafeMutablePointer<Double>)
    /// Has a member go on from the plan of a step: `planner.answers` numbers. The first step's is the last of a planning.
    func take(_ state: inout State, member index: Int, step: Int, _ row: UnsafePointer<Double>)
}

/// How sums of what agents have seen become plans, step by step backward.
public struct StepPlanner: Sendable {
    /// H: steps of an episode.
    public let horizon: Int
    /// States that can be met at a step.
    public let states: Int
    /// Actions in every state.
    public let actions: Int
    /// δ: how unlikely bounds are not to hold.
    public let confidence: Double
    /// Numbers of a step that an agent sends.
    public let sums: Int
    /// Numbers of a step that an agent is sent.
    public let answers: Int
    /// Makes the plan of a step of the sums over agents, each of the first multiplied with the second.
    public let plan: @Sendable (UnsafePointer<Double>, _ scale: Double, UnsafeMutablePointer<Double>) -> Void

    /// A planner.
    public init(
        horizon: Int, states: Int, actions: Int, confidence: Double, sums: Int, answers: Int,
        plan: @escaping @Sendable (UnsafePointer<Double>, Double, UnsafeMutablePointer<Double>) -> Void
    ) {
        self.horizon = horizon
        self.states = states
        self.actions = actions
        self.confidence = confidence
        self.sums = sums
        self.answers = answers
        self.plan = plan
    }
}

extension Learner {
    /// How sums of all agents become plans; nil where they do not.
    public func stepPlanner(in world: any World) -> StepPlanner? { (self as? any Planning)?.planner(in: world) }
}
