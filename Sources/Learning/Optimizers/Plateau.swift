/// How a federation's returns are looked at by rates that follow them.
public struct Plateau: Sendable, Equatable {
    /// What is looked at.
    public enum Returns: String, Sendable {
        /// Those of the policies, by linear solve.
        case exact
        /// Those of training episodes.
        case training
    }

    /// What is looked at.
    public let returns: Returns
    /// The least gain that is progress, as a share of the return before.
    public let below: Double
    /// How many meetings late it looks.
    public let lag: Int

    /// What rates know of all agents that no exchange carries, in words.
    public var knownFromOracle: String {
        switch returns {
        case .exact: "the mean of the returns of all agents' policies after every meeting, solved in all their worlds"
        case .training: "the mean of the training returns of all agents after every meeting"
        }
    }

    /// How many returns a look has to know: of the latest meetings.
    public var depth: Int { lag + 2 }

    /// Whether the federation has stalled.
    ///
    /// - Parameter returns: after its latest ``depth`` meetings, the newest last; as many as there are.
    public func isStalled(_ returns: ArraySlice<Double>) -> Bool {
        guard returns.count == depth else { return false }
        let (before, after) = (returns[returns.startIndex], returns[returns.startIndex + 1])
        return after - before < below * before
    }
}

/// A decay that counts the meetings at which a federation has stalled.
public protocol StallCounting: Decay {
    /// How returns are looked at.
    var plateau: Plateau { get }
    /// The same once so many stalls have been found.
    func after(stalls: Int) -> Self
}

extension Optimizer {
    /// How the federation's returns are looked at for its rate; nil where it goes by rounds alone.
    public var plateau: Plateau? { (decay as? any StallCounting)?.plateau }

    /// The same once so many stalls have been found.
    func after(stalls: Int) -> Self {
        guard let decay = decay as? any StallCounting else { return self }
        var optimizer = self
        optimizer.decay = decay.after(stalls: stalls)
        return optimizer
    }
}
