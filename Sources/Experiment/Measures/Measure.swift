public import Config
public import Federation
public import Learning

/// Something recorded about a run. It changes no state, so adding one invalidates no finished cell's results.
public protocol Measure: Configurable {
    /// Which values of it are better, and what they are counted in.
    static var scale: MeasureScale { get }
    /// What the engine must keep between rounds for it.
    var crossing: Crossing? { get }
    /// What it says of a round; nil where it says nothing, as of a round without evaluation.
    func value(of round: RoundReport) -> MeasureValue?
    /// What it reads off the agents at rounds that are recorded; nil where it needs no more than their scores.
    ///
    /// Where the plan has an `evaluation`, only at recorded rounds that are evaluated too.
    func probe(_ plan: CellPlan) -> (any Probe)?
    /// Whether it sums up every round, and keeps what it has so far in checkpoints: its probe is a summing one.
    var sumsRounds: Bool { get }
    /// The names of its values, where it has several of fixed names in every row.
    var members: [String] { get }
    /// Why it cannot be taken of such agents, one learner for each entry of `agents`, in worlds whose models are known or
    /// nil; nil where it can.
    func refusal(of learners: [any Learner], in models: [FiniteModel]?) -> Unfit?
    /// Why it cannot be taken in what such agents, which it has nothing against, are measured in; nil where it can.
    func refusal(in setting: MeasuredSetting) -> Unfit?
}

extension Measure {
    /// Most measures are one value, or one for each name of worlds.
    public var members: [String] { [] }
    /// Most measures can be taken of all agents.
    public func refusal(of learners: [any Learner], in models: [FiniteModel]?) -> Unfit? { nil }
    /// Most measures look at a round by itself.
    public var sumsRounds: Bool { false }
    /// Most measures look at nothing but the agents and their worlds.
    public func refusal(in setting: MeasuredSetting) -> Unfit? { nil }
    /// Most measures are read off a round and need nothing kept.
    public var crossing: Crossing? { nil }
    /// A measure that probes the agents says nothing else.
    public func value(of round: RoundReport) -> MeasureValue? { nil }
    /// Most measures need no more than scores.
    public func probe(_ plan: CellPlan) -> (any Probe)? { nil }
}

/// A measure of evaluation episodes: it says nothing where none are played.
public protocol MeasureOfEvaluations: Measure {}

/// What a round brought, beside the agents themselves: all that measures are made of.
public struct RoundReport: Sendable {
    /// By agent: mean return of the training episodes that ended in the round; nil where none did.
    public let returns: [Double?]
    /// What its evaluation brought, by replica, then by name of the worlds; nil where it had none.
    public let evaluation: [[WorldReturns]]?
    /// Bytes on the wire since the start.
    public let ledger: Ledger
    /// Which ways bytes can go in the plan.
    public let directions: [Ledger.Direction]
    /// The rounds of crossing so far, of the measure that asks.
    public let crossed: [Int?]
}
