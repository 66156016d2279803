public import Config

/// Something recorded about a run. It changes no state, so adding one invalidates no finished cell's results.
public protocol Measure: Configurable {
    /// What the engine must keep between rounds for it.
    var crossing: Crossing? { get }
    /// What it reads off the agents at rounds that are recorded; nil where it needs no more than their scores.
    ///
    /// Where the plan has an `evaluation`, only at recorded rounds that are evaluated too.
    func probe(_ plan: CellPlan) -> (any Probe)?
}

extension Measure {
    /// Most measures are read off a round and need nothing kept.
    public var crossing: Crossing? { nil }
    /// Most measures need no more than scores.
    public func probe(_ plan: CellPlan) -> (any Probe)? { nil }
}

/// The measures a spec can name: one line each.
public enum Measures {
    /// Every measure.
    public static let catalogue = Catalogue<any Measure>(
        "measure",
        [
            TrainingReturn.self,
            EvaluationReturn.self,
            RoundsTo.self,
            Bytes.self,
        ])
}

/// Mean return of the training episodes that ended in a round, by agent.
struct TrainingReturn: Measure {
    static let component = Component(
        "training_return",
        "By agent and round: mean undiscounted return of the training episodes that ended in it; null when none did.",
        fields: [])
    init(_ settings: Settings) {}
}

/// Mean return of evaluation episodes, by world and agent.
struct EvaluationReturn: Measure {
    static let component = Component(
        "evaluation_return",
        "By agent and evaluated round: mean undiscounted return of the evaluation episodes, learning switched off.",
        fields: [])
    init(_ settings: Settings) {}
}

/// Bytes on the wire so far, by direction.
struct Bytes: Measure {
    static let component = Component(
        "bytes",
        "Bytes on the wire since the start, as the ledger counts them: setup, up (to the server) and down.",
        fields: [])
    init(_ settings: Settings) {}
}
