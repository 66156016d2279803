/// What the federation asks agents.
public enum Query: Sendable {
    /// The action distribution at each state, in one row: `states.count × actions` probabilities; in a box, the means and
    /// then the standard deviations of the controls, state by state.
    case actionDistributions(at: StateBatch)
    /// The logits of actions at each state, in one row: `states.count × actions` numbers of which a softmax makes probabilities.
    case logits(at: StateBatch)
}

/// What the federation wants agents to resemble.
public enum Target: Sendable {
    /// Action distributions at these states, as they are answered.
    case actionDistributions(at: StateBatch, UnsafeSharedRow, Divergence)
    /// Logits of actions at these states, as they are answered.
    case logits(at: StateBatch, UnsafeSharedRow, Divergence)
    /// A policy that others have made.
    case policy(ReceivedPolicy)

    /// What one of the participants is to resemble, by its row.
    func of(_ row: Int) -> Target {
        switch self {
        case .actionDistributions(let states, let targets, let divergence):
            .actionDistributions(at: states, targets.row(row), divergence)
        case .logits(let states, let targets, let divergence):
            .logits(at: states, targets.row(row), divergence)
        case .policy: self
        }
    }
}

/// A policy that others have made, and how agents go toward it: θ ← θ − τ (2 (θ − θ̄) + ∇L(θ̄)), with the loss L that they find for it by
/// themselves, where they can.
public struct ReceivedPolicy: @unchecked Sendable {
    /// θ̄, as the part of the learner's policy lies in a row.
    let parameters: UnsafePointer<Float>
    /// τ.
    let rate: Float
    /// How often they go through what they judge it by.
    let epochs: Int

    /// A policy.
    public init(_ parameters: UnsafePointer<Float>, rate: Double, epochs: Int) {
        self.parameters = parameters
        self.rate = Float(rate)
        self.epochs = epochs
    }
}
