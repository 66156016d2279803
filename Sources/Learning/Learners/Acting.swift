public import Config

/// A learner whose rounds end episodes, of which it tells the returns.
public protocol Scoring: Learner {}

/// A learner whose agents act in episodes: they can be played, evaluated and filmed.
public protocol Acting: Scoring {
    /// Why this algorithm cannot act in such spaces; nil where it can.
    func refusal(of spaces: Spaces) -> Unfit?
    /// How member `index` acts with what it has learned.
    func actor(_ state: State, member index: Int, _ rule: Actor.Rule, _ scratch: inout Scratch) -> Actor
}

/// A learner whose policy is one action by observation, to which training alone adds chance.
public protocol ActingDeterministically: Acting {}

/// A learner that shows every tape of training, complete with action distributions, to exchanges that watch: it calls
/// ``Block/watch(_:of:)``.
public protocol TapeShowing: Learner {}
