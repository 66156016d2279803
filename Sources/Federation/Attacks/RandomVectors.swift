import Config
import Determinism

/// Liars send noise.
struct RandomVectors: WireAttack {
    static let component = Component(
        "random_vectors", "A liar sends uniform random numbers, each liar its own.",
        details: """
            θ[i] ~ U(−r, r) for every number i, drawn anew at every meeting from the exchange's own stream.
            """,
        source: Source(
            .decentralizedPolicyGradient, evidence: .authorCode),
        fields: [
            Field("range", .number(.positive), "How large a number can be, r").main.defaults(to: .number(1000)),
            EachReceiver.field,
        ])

    private let range: Double
    let differsByReceiver: Bool

    init(_ settings: Settings) {
        range = settings.number("range")
        differsByReceiver = settings.flag(EachReceiver.field.key)
    }

    func lie(_ rows: inout Batch, by liars: [Int], _ stream: inout RandomStream) {
        for row in liars { rows.replace(row: row) { _, _ in stream.uniform(from: -range, to: range) } }
    }
}
