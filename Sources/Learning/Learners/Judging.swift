/// A learner whose agents can judge a policy that others have made: by a critic of their own, at steps of their own that they keep.
///
/// Fitted to a received policy they go down its loss too, and not only toward it.
public protocol Judging: Answering {
    /// The part that is such a policy, by name.
    static var judgedPart: String { get }
    /// The most steps that it is judged by at a time.
    var judgedSteps: Int { get }
}
