import Config
import Learning

/// The agent's action distribution at every public state.
struct ActionDistributions: Upload {
    static let component = Component(
        "action_distributions",
        "The action distribution at every public state; no weights and no experience leave the agent.",
        details: """
            The probabilities of all actions, one Float32 per public state and action: N_p · A · 4 bytes per agent and time
            asked. Where controls are drawn: mean and standard deviation of each, μ and σ, N_p · 2n · 4 bytes for n controls;
            a Gaussian policy's `offset` is not in them.
            Needs `public_states` and equal action spaces; the networks may differ in every way.
            """,
        fields: [])

    init(_ settings: Settings) {}

    let kind = "action_distributions"
    let form = Form.distributions
    let needs: Needs = [.publicStates, .equalActionSpaces, .actionDistributions]
}
