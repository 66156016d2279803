/// A learner that learns from what it lives through several times.
public protocol Repeating: Learner {
    /// How many rows pass through every network, forward and backward, for a step of training; at most.
    var passesPerStep: Int { get }
}

extension Learner {
    /// How many rows pass through every network, forward and backward, for a step of training.
    public var passes: Int { (self as? any Repeating)?.passesPerStep ?? 1 }
}
