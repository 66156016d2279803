import Config
import Determinism

/// Liars send too much of what they trained.
struct Scaled: WireAttack {
    static let component = Component(
        "scaled", "A liar sends what it trained, some times as long.",
        details: """
            θ ← s θ. Of a difference that is a step too far, of which a mean keeps s/K; of parameters, a network whose outputs are
            as many times sharper for every layer.
            """,
        source: Source("Concord", evidence: .ours),
        fields: [Field("scale", .number, "How much longer, s").main.defaults(to: .number(10))])

    private let scale: Double

    init(_ settings: Settings) { scale = settings.number("scale") }

    func lie(_ rows: inout Batch, by liars: [Int], _ stream: inout RandomStream) {
        for row in liars { rows.replace(row: row) { scale * $1 } }
    }
}
