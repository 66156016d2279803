import Config
import Learning

/// Raw replay memories: every state visited and the policy there.
struct ReplayMemories: Upload {
    static let component = Component(
        "replay_memory",
        "Raw replay memories: every state an agent visited, and its policy there.",
        details: """
            4 bytes per component of a state and per action: with four components and two actions 24 bytes per step. The states
            an agent visited leave it.
            """,
        fields: [
            Field("period", ProxyMemories.periods, "What is remembered at an exchange")
                .defaults(to: .text("since_last_exchange"))
        ])

    private let isPeriodic: Bool

    init(_ settings: Settings) { isPeriodic = settings.text("period") == "since_last_exchange" }

    let kind = "replay_memory"
    let form = Form.memory
    var isCumulative: Bool { !isPeriodic }
    let needs: Needs = [.tapes, .actionDistributions, .equalActionSpaces]

    func misfit(in spaces: Spaces) -> Misfit? {
        .discreteActionsOnly(in: spaces, "its memories hold probabilities of actions")
    }

    func bytesPerEntry(in spaces: Spaces) -> Int {
        4 * (spaces.observation.count + spaces.action.distributionWidth)
    }

    func memory(in spaces: Spaces) -> any VisitMemory {
        ReplayMemory(spaces.observation, actions: spaces.action.distributionWidth, isPeriodic: isPeriodic)
    }
}
