/// A learner that can make some of an agent anew when an exchange has told it something.
public protocol Restarting: Learner {
    /// Whether there is anything that it makes anew.
    var restarts: Bool { get }
    /// Makes it anew, after a result was taken in.
    func restart(_ state: inout State, _ member: Member)
}
