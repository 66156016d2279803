import Config

/// Every agent goes on from the server's result.
struct Replace: Digest {
    static let component = Component(
        "replace",
        "Every agent's part becomes the server's result: θₖ ← θ̄. Optimizers keep their moments.",
        details: """
            θₖ ← θ̄ for every part that was uploaded; whatever was not, an agent keeps.
            """,
        source: Source(
            .federatedAveraging, evidence: .recalled,
            grounds: [
                .from(.recalled, "clients begin each round with the server's model"),
                .from(.ours, "optimizers keep their moments"),
            ]),
        fields: [])

    static let takesPersonalResults = true
    static let spaces = [Signature.Space.parameter]

    var share: Double? { 1 }

    init(_ settings: Settings) {}

    @specialized(where P == PopulationParties)
    func run<P: Parties>(_ talk: inout Conversation<P>, _ state: inout Stateless) {
        for request in talk.requests { talk.assign(talk.exchange(request, as: "parameters")) }
    }
}
