/// Rows of numbers that agents exchange: `count × width` Float32, one row per agent, contiguous.
///
/// A view of memory somebody else owns; parallel tasks write rows of their own.
public struct Rows: @unchecked Sendable {
    /// The first number of the first row.
    public let base: UnsafeMutablePointer<Float>
    /// Rows.
    public let count: Int
    /// Numbers per row.
    public let width: Int

    /// A view.
    public init(_ base: UnsafeMutablePointer<Float>, count: Int, width: Int) {
        self.base = base
        self.count = count
        self.width = width
    }

    /// The start of one row.
    public func row(_ index: Int) -> UnsafeMutablePointer<Float> {
        precondition(index >= 0 && index < count, "row \(index) of \(count)")
        return base + index * width
    }

    /// Some consecutive rows.
    public func rows(_ range: Range<Int>) -> Rows {
        Rows(base + range.lowerBound * width, count: range.count, width: width)
    }
}

/// States the federation asks about: `count × width` Float32, row-major, lent for the duration of a round.
public struct StateBatch: @unchecked Sendable, Equatable {
    /// The first number of the first state.
    public let base: UnsafePointer<Float>
    /// States.
    public let count: Int
    /// Numbers per state.
    public let width: Int

    /// A view.
    public init(_ base: UnsafePointer<Float>, count: Int, width: Int) {
        self.base = base
        self.count = count
        self.width = width
    }

    /// Slice `index` of `slices` nearly equal consecutive ones.
    public func slice(_ index: Int, of slices: Int) -> StateBatch {
        let (start, end) = (count * index / slices, count * (index + 1) / slices)
        return StateBatch(base + start * width, count: end - start, width: width)
    }
}

/// What the federation asks agents.
public enum Query: Sendable {
    /// The action distribution at each state: `states.count × actions` probabilities in one row.
    case actionDistributions(at: StateBatch)
}

/// What the federation wants agents to resemble.
public enum Target: Sendable {
    /// Action distributions at these states (`states.count × actions` probabilities).
    case actionDistributions(at: StateBatch, UnsafeSharedRow, Divergence)
}

/// One row that several tasks read at once.
public struct UnsafeSharedRow: @unchecked Sendable {
    /// The first number.
    public let base: UnsafePointer<Float>

    /// A view of a row nobody writes meanwhile.
    public init(_ base: UnsafePointer<Float>) { self.base = base }
}

/// From which distribution to which the Kullback–Leibler divergence is measured.
public enum Divergence: String, Sendable {
    /// KL(P̄ ‖ π): the consensus measured from the agent, as FedHPD's code has it for discrete actions.
    case consensusFromAgent = "consensus_from_agent"
    /// KL(π ‖ P̄): the agent measured from the consensus, as FedHPD's text has it.
    case agentFromConsensus = "agent_from_consensus"
}
