/// A learner whose updates play steps of their own, where rounds count updates.
public protocol Sampling: Learner {
    /// Steps that an update plays; 0 where it computes with the model alone.
    var stepsPerUpdate: Int { get }
}

extension Learner {
    /// Steps that an update plays, where rounds count updates.
    public var sampledSteps: Int { (self as? any Sampling)?.stepsPerUpdate ?? 0 }

    /// Whether training plays steps of its world, which it counts.
    public var countsSteps: Bool { Self.roundUnits != [.updates] || sampledSteps > 0 }

    /// Whether training ends episodes, of which it tells the returns.
    public var hasReturns: Bool { self is any Scoring || sampledSteps > 0 }
}
