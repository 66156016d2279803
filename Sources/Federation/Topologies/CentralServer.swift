import Config

/// Agents send to a server, and get what it makes of it.
struct CentralServer: Topology {
    static let component = Component(
        "server", "Agents send to a server, and get what it makes of it.",
        details: """
            θ̄ = server(aggregate(θ₁, …, θ_K)), one result for all or one for each by `weights`: K uploads, and as many messages down
            as there are receivers.
            """,
        source: Source(
            .federatedAveraging, evidence: .recalled,
            grounds: [.from(.recalled, "a server that averages what clients send and sends it back")]),
        fields: [])

    init(_ settings: Settings) {}

    let hasServer = true
    func links(among peers: [Facts.Peer]) -> Links? { nil }
}
