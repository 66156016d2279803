public import Learning

/// What one agent remembers of its own training since the last exchange.
public protocol VisitMemory: Sendable {
    /// Takes in a tape of training. Called from the task that trains the agent.
    mutating func watch(_ tape: Tape)
    /// What is sent: at the moment of an exchange.
    var table: VisitTable { get }
    /// Tells that the table was sent.
    mutating func endPeriod()
    /// Writes what is remembered.
    func encode(to encoder: any Encoder) throws
    /// Continues from what was written.
    mutating func restore(from decoder: any Decoder) throws
    /// How many different entries there are; nil where every visit is one of its own.
    var keys: Int? { get }
    /// What a reader of a checkpoint should know beside the columns: sections, ranges.
    var facts: [(name: String, fact: MemoryFact)] { get }
}

/// One thing to know about a memory.
public enum MemoryFact: Sendable {
    /// Words.
    case text(String)
    /// Several words.
    case texts([String])
    /// A whole number.
    case integer(Int)
    /// Several numbers.
    case numbers([Double])
}
