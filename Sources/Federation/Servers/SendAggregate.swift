import Config

/// The server sends the aggregate as it is.
struct SendAggregate: Server {
    static let component = Component(
        "replace", "The server sends the aggregate as it is.",
        details: """
            θ̄ ← aggregate(θ₁, …, θ_K); the server keeps nothing.
            """,
        source: Source(
            .federatedAveraging, evidence: .recalled, grounds: [.from(.recalled, "the mean is the next model")]),
        fields: [])

    static let spaces = Signature.Space.allCases
    static let sendsAggregates = true

    init(_ settings: Settings) {}

    func step(_ result: inout Batch, _ state: inout Stateless) {}
}
