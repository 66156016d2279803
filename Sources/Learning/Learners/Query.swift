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
}

/// From which distribution to which the Kullback–Leibler divergence is measured.
public enum Divergence: String, Sendable {
    /// KL(P̄ ‖ π): the consensus measured from the agent, as FedHPD's code has it for discrete actions.
    case consensusFromAgent = "consensus_from_agent"
    /// KL(π ‖ P̄): the agent measured from the consensus, as FedHPD's text has it.
    case agentFromConsensus = "agent_from_consensus"
}
