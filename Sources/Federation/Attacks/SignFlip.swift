import Config
import Determinism

/// Liars send the opposite.
struct SignFlip: WireAttack {
    static let component = Component(
        "sign_flip", "A liar sends the opposite of what it trained, some times as long.",
        details: """
            θ ← −s θ. Of a gradient or a difference that is a step backward, s times as far. Of parameters it is another model: a
            network of which every weight and bias has the other sign, a table whose best action is the worst.
            """,
        source: Source(
            .byzantineFaultTolerance, evidence: .authorCode),
        fields: [Field("scale", .number(.positive), "How much longer, s").main.defaults(to: .number(2.5))])

    private let scale: Double

    init(_ settings: Settings) { scale = settings.number("scale") }

    func lie(_ rows: inout Batch, by liars: [Int], _ stream: inout RandomStream) {
        for row in liars { rows.replace(row: row) { -scale * $1 } }
    }
}
