/// A learner whose settings can have agents know more than they could find out: an oracle's knowledge, which no exchange carries
/// and no byte counts. Plans name it.
public protocol OracleKnowing: Learner {
    /// What is known of other agents' worlds, in words after the setting that says so; empty where nothing is.
    var oracleKnowledge: [String] { get }
}

extension Learner {
    /// What its agents know of other agents' worlds; empty where they know nothing.
    public var knownFromOracle: [String] { (self as? any OracleKnowing)?.oracleKnowledge ?? [] }
}
