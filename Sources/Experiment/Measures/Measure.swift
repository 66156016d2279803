public import Config
public import Federation
public import Learning

/// Something recorded about a run. It changes no state, so adding one invalidates no finished cell's results.
public protocol Measure: Configurable {
    /// Which values of it are better.
    static var direction: MeasureDirection { get }
    /// What the engine must keep between rounds for it.
    var crossing: Crossing? { get }
    /// What it says of a round; nil where it says nothing, as of a round without evaluation.
    func value(of round: RoundReport) -> MeasureValue?
    /// What it reads off the agents at rounds that are recorded; nil where it needs no more than their scores.
    ///
    /// Where the plan has an `evaluation`, only at recorded rounds that are evaluated too.
    func probe(_ plan: CellPlan) -> (any Probe)?
    /// The names of its values, where it has several of fixed names in every row.
    var members: [String] { get }
    /// Why it cannot be taken of such agents, one learner for each entry of `agents`, in worlds whose models are known or
    /// nil; nil where it can.
    func refusal(of learners: [any Learner], in models: [FiniteModel]?) -> String?
}

extension Measure {
    /// Most measures are one value, or one for each name of worlds.
    public var members: [String] { [] }
    /// Most measures can be taken of all agents.
    public func refusal(of learners: [any Learner], in models: [FiniteModel]?) -> String? { nil }
    /// Most measures are read off a round and need nothing kept.
    public var crossing: Crossing? { nil }
    /// A measure that probes the agents says nothing else.
    public func value(of round: RoundReport) -> MeasureValue? { nil }
    /// Most measures need no more than scores.
    public func probe(_ plan: CellPlan) -> (any Probe)? { nil }
}

/// Which values of a measure are better: what gains and counts of better pairs mean.
public enum MeasureDirection: String, Sendable, CaseIterable {
    /// Returns, agreement.
    case higherIsBetter = "higher is better"
    /// Errors, costs.
    case lowerIsBetter = "lower is better"
    /// Neither: it describes the setting, is the same under every method, and has no gain.
    case describes = "describes the setting"

    /// What it means for comparisons, for people.
    public var words: String {
        switch self {
        case .higherIsBetter: "higher is better; an arm is better by a gain above 0"
        case .lowerIsBetter: "lower is better; an arm is better by a gain below 0"
        case .describes: "none; it describes the setting, is no result of an arm, and has no gain"
        }
    }
}

/// The measures a spec can name: one line each.
public enum Measures {
    /// What their catalogue is found by.
    public static let name = CatalogueName<any Measure>("measure")

    /// Every measure.
    static let all: [any Measure.Type] = [
        TrainingReturn.self,
        EvaluationReturn.self,
        RoundsTo.self,
        ExpectileAudit.self,
        Bytes.self,
        ExactReturn.self,
        SquaredErrorToFixedPoint.self,
        PredictedBias.self,
        Heterogeneity.self,
    ]
}

/// What a round brought, beside the agents themselves: all that measures are made of.
public struct RoundReport: Sendable {
    /// By agent: mean return of the training episodes that ended in the round; nil where none did.
    public let returns: [Double?]
    /// What its evaluation brought, by replica, then by name of the worlds; nil where it had none.
    public let evaluation: [[WorldReturns]]?
    /// Bytes on the wire since the start.
    public let ledger: Ledger
    /// The rounds of crossing so far, of the measure that asks.
    public let crossed: [Int?]
}

/// Mean return of the training episodes that ended in a round, by agent.
struct TrainingReturn: Measure {
    static let component = Component(
        "training_return",
        "By agent and round: mean undiscounted return of the training episodes that ended in it; null when none did.",
        fields: [])
    static let direction = MeasureDirection.higherIsBetter

    init(_ settings: Settings) {}

    func value(of round: RoundReport) -> MeasureValue? { .list(round.returns) }
}

/// Bytes on the wire so far, by direction.
struct Bytes: Measure {
    static let component = Component(
        "bytes",
        "Bytes on the wire since the start, as the ledger counts them: setup, up (to the server) and down.",
        fields: [])
    static let direction = MeasureDirection.lowerIsBetter

    init(_ settings: Settings) {}

    func value(of round: RoundReport) -> MeasureValue? {
        .named(
            Ledger.Direction.allCases.map { way in
                let bytes = round.ledger.entries.reduce(0) { $0 + ($1.direction == way ? $1.bytes : 0) }
                return (way.rawValue, .count(bytes))
            })
    }
}
