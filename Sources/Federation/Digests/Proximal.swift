import Config
import Learning

/// Every agent goes on from the server's result, and is held near it while it trains.
struct Proximal: Digest, Idling {
    static let component = Component(
        "proximal",
        "Every agent goes on from the server's result, and its parameters are held near it while it trains.",
        details: """
            then:   θₖ ← θ̄, and θ̄ is where agent k is held
            local:  objective + (μ/2) ‖θₖ − θ̄‖², so gradients + μ (θₖ − θ̄)

            over the networks that travel whole: policies and values, critics, log deviations; not embeddings, statistics of
            observations, targets that follow, or networks of which a piece is personal. Until the first meeting agents are
            held where they start. Where gradients are limited in length, the sum is. μ = 0 is `replace`.
            Checkpoints hold θ̄ as /agents/<name>/anchor/<network>.
            """,
        source: Source(
            .fedProx, .fedKL, note: "for policies the latter and its program", evidence: .authorCode,
            grounds: [
                .from(.recalled, "the term and its anchor, the model a client was sent"),
                .from(
                    .authorCode,
                    "FedKL's program has half of it, (μ/4) ‖θ − θ̄‖², since its norm is halved already; of policies alone"
                ),
                .from(.ours, "⟦proximal.weight⟧ for μ; that all networks which travel are held"),
            ]),
        fields: [
            Field("weight", .number(.nonnegative), "How strongly, μ: 0 is `replace`").main.defaults(to: .number(0.01))
        ])

    static let takesPersonalResults = true
    static let spaces = [Signature.Space.parameter]
    private let weight: Double

    var share: Double? { 1 }
    var penalty: Penalty.Rule? { .parameters(weight: weight) }

    init(_ settings: Settings) { weight = settings.number("weight") }

    func idle(_ facts: Facts) -> [IdleSetting] {
        guard weight == 0 else { return [] }
        return [IdleSetting("\(Self.component.kind).weight", "holds nobody", help: "digest: replace is the same")]
    }

    @specialized(where P == PopulationParties)
    func run<P: Parties>(_ talk: inout Conversation<P>, _ state: inout Stateless) {
        for request in talk.requests { talk.assign(talk.exchange(request, as: "parameters")) }
    }
}
