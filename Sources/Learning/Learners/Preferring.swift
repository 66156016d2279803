public import Determinism

/// A learner that prefers networks and an optimizer to those every silent spec has.
public protocol Preferring: Learner {
    /// Keys of `network` in canonical form, of all its networks: what they are where a spec does not say.
    static var preferredNetwork: CanonicalValue { get }
    /// The optimizer where a spec names none, and the keys of that kind where a spec names it without them.
    static var preferredOptimizer: CanonicalValue { get }
}
