import Config
import Learning

/// The agent's action distribution at every public state.
struct ActionDistributions: Upload {
    static let component = Component(
        "action_distributions",
        "The probabilities of all actions at every public state; no weights and no experience leave the agent.",
        details: """
            One Float32 per public state and action: N_p · A · 4 bytes per agent and time asked.
            Needs `public_states` and equal action spaces; the networks may differ in every way.
            """,
        fields: [])

    init(_ settings: Settings) {}

    let kind = "action_distributions"
    let form = Form.distributions
    let needs: Needs = [.publicStates, .equalActionSpaces, .actionDistributions]

    func misfit(in spaces: Spaces) -> Misfit? { .discreteActionsOnly(in: spaces, "it shares probabilities of actions") }
}
