import Config
import Learning

/// Parameters of networks, tables or weight vectors, by name.
struct Parameters: Upload {
    static let component = Component(
        "parameters",
        "Parts of the agents' learned state by name: parameters of networks, tables, weight vectors.",
        details: """
            4 bytes per parameter of a network, 8 per number of a table or weight vector, per agent and firing, each way.
            Needs the same parts in the same shapes for all participants. Optimizers' moments, replay memories and
            whatever is not named stay with the agent.
            """,
        fields: [
            Field(
                "networks", .list(of: .name, atLeast: 1), "Which parts, by the learner's names; all it has without it"
            )
            .main.optional
        ])

    let named: [String]?

    init(_ settings: Settings) {
        named = settings.has("networks") ? settings.list("networks").compactMap(\.asText) : nil
    }

    let kind = "parameters"
    static let space = Signature.Space.parameter

    func requests(_ facts: Facts) -> [Request] {
        Request.parts(facts.parts.filter { named?.contains($0.name) ?? true }, kind)
    }

    func unfit(_ facts: Facts) -> [Unfit] { facts.unequalParts(named) }
}
