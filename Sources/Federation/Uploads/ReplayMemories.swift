import Config
import Learning

/// Raw replay memories: every state visited and the policy there.
struct ReplayMemories: Upload {
    static let component = Component(
        "replay_memory",
        "Raw replay memories: every state an agent visited, and its policy there.",
        details: """
            4 bytes per component of a state and per action: with four components and two actions 24 bytes per step. The states
            an agent visited leave it. Entries are (s, π(·|s)), one a step, in the order of the steps.
            """,
        source: Source(
            .policyDistillation, .proxyExperienceReplay, note: "as the baseline PD of the latter", evidence: .paper,
            grounds: [
                .from(
                    .paper, "states and policies of all steps; 24 bytes per entry of four components and two actions"),
                .from(.ours, "how long a memory lasts"),
            ]),
        fields: [
            Field("period", ProxyMemories.periods, "What is remembered at an exchange")
                .defaults(to: .text("since_last_exchange"))
        ])

    private let isPeriodic: Bool

    init(_ settings: Settings) { isPeriodic = settings.text("period") == "since_last_exchange" }

    let kind = "replay_memory"
    static let space = Signature.Space.visit
    var isCumulative: Bool { !isPeriodic }

    func requests(_ facts: Facts) -> [Request] {
        guard let spaces = facts.spaces else { return [] }
        let columns = spaces.observation.count + spaces.action.distributionWidth
        return [facts.memoryRequest(kind, self, keyBytes: 0, columns: columns)]
    }

    func unfit(_ facts: Facts) -> [Unfit] {
        facts.unequalSpaces + facts.unfitMemories
    }

    func memory(in spaces: Spaces) -> (any VisitMemory)? {
        ReplayMemory(spaces.observation, actions: spaces.action.distributionWidth, isPeriodic: isPeriodic)
    }
}
