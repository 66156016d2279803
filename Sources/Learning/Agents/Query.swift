/// What the federation asks agents.
public enum Query: Sendable {
    /// The action distribution at each state, in one row: `states.count × actions` probabilities; in a box, the means and
    /// then the standard deviations of the controls, state by state.
    case actionDistributions(at: StateBatch)
}

/// What the federation wants agents to resemble.
public enum Target: Sendable {
    /// Action distributions at these states, as they are answered.
    case actionDistributions(at: StateBatch, UnsafeSharedRow, Divergence)

    /// What one of the participants is to resemble, by its row.
    func of(_ row: Int) -> Target {
        switch self {
        case .actionDistributions(let states, let targets, let divergence):
            .actionDistributions(at: states, targets.row(row), divergence)
        }
    }
}
