/// How far an agent is from a consensus: a Kullback–Leibler divergence from one to the other, or the error of the numbers.
public enum Divergence: String, Sendable {
    /// KL(P̄ ‖ π): the consensus measured from the agent, as FedHPD's code has it for discrete actions.
    case consensusFromAgent = "consensus_from_agent"
    /// KL(π ‖ P̄): the agent measured from the consensus, as FedHPD's text has it.
    case agentFromConsensus = "agent_from_consensus"
    /// The mean of |xₖ − x̄| over the numbers that are compared, as FedMD has it for logits.
    case meanAbsoluteError = "mean_absolute_error"
}
