import Config
import Determinism

/// Liars send nothing but zeros.
struct Zero: WireAttack {
    static let component = Component(
        "zero", "A liar sends zeros.",
        details: """
            θ ← 0. Of a gradient or a difference, a step not made; of parameters, a network that knows nothing and decides by chance.
            """,
        source: Source(
            .byzantineFaultTolerance, evidence: .authorCode),
        fields: [])

    init(_ settings: Settings) {}

    func lie(_ rows: inout Batch, by liars: [Int], _ stream: inout RandomStream) {
        for row in liars { rows.replace(row: row) { _, _ in 0 } }
    }
}
