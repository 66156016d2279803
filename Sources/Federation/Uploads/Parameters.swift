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
            What agent k sends is θₖ, in the state's own precision: bytes = Σ over parts of numbers · 4 or 8.
            """,
        source: Source(
            .federatedAveraging, evidence: .recalled,
            grounds: [
                .from(.recalled, "clients send their models"),
                .from(.ours, "parts by name; that optimizers' moments stay, and 8 bytes for tables"),
            ]),
        fields: [NamedParts.field])

    private let parts: NamedParts
    var named: [String]? { parts.names }

    init(_ settings: Settings) { parts = NamedParts(settings) }

    let kind = "parameters"
    static let space = Signature.Space.parameter

    func requests(_ facts: Facts) -> [Request] {
        parts.requests(facts, kind)
    }

    func unfit(_ facts: Facts) -> [Unfit] { facts.unequalParts(named, upload: Self.component.kind) }
}
