import Config

/// Every agent goes on from the server's result.
struct Replace: Digest {
    static let component = Component(
        "replace",
        "Every agent's part becomes the server's result: θₖ ← θ̄. Optimizers keep their moments.",
        fields: [])

    static let takesPersonalResults = true
    static let spaces = [Signature.Space.parameter]

    init(_ settings: Settings) {}

    @specialized(where P == PopulationParties)
    func run<P: Parties>(_ talk: inout Conversation<P>, _ state: inout Stateless) {
        for request in talk.requests { talk.assign(talk.exchange(request, as: "parameters")) }
    }
}
