/// From which distribution to which the Kullback–Leibler divergence is measured.
public enum Divergence: String, Sendable {
    /// KL(P̄ ‖ π): the consensus measured from the agent, as FedHPD's code has it for discrete actions.
    case consensusFromAgent = "consensus_from_agent"
    /// KL(π ‖ P̄): the agent measured from the consensus, as FedHPD's text has it.
    case agentFromConsensus = "agent_from_consensus"
}
