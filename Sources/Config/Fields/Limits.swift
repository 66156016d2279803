/// The largest whole numbers the language takes where nothing closer limits a field.
///
/// Every whole number of a field table ends somewhere: what is beyond all use is refused by name instead of overflowing or
/// filling the memory later. Products of several such numbers may still be larger than any; costs saturate.
public enum Limits {
    /// Rounds of a run: random streams count rounds in 32 bits, and a billion of them are far below that.
    public static let rounds = 1_000_000_000
    /// Episodes, steps or updates of one round: its random streams count blocks of four words in 32 bits.
    public static let roundLength = 1_000_000_000
    /// Any other length of time, in any unit.
    public static let duration = 1_000_000_000_000
    /// Steps of one episode: a learner that looks back over episodes holds a whole one in memory.
    public static let episodeSteps = 1_000_000
    /// Steps of integration between two actions.
    public static let frameSkip = 1000
    /// Layers of a network.
    public static let layers = 64
    /// Transitions of a finite world: states, actions and what can follow them, all of which a world keeps in memory.
    public static let transitions = 10_000_000
    /// Agents of a cell, all replicas together, and cells of a study.
    public static let many = 1_000_000
}

extension Int {
    /// The product, or the largest number where that is greater: for costs, which have to be printed and not to be exact
    /// there. Neither factor is negative.
    public func saturatingTimes(_ other: Int) -> Int {
        let (product, overflows) = multipliedReportingOverflow(by: other)
        return overflows ? .max : product
    }

    /// The sum, or the largest number where that is greater. Neither term is negative.
    public func saturatingPlus(_ other: Int) -> Int {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? .max : sum
    }
}
