import Config
import Determinism

/// Liars together cancel what the others send.
struct AverageZero: WireAttack {
    static let component = Component(
        "average_zero", "Liars know what the others send, and all send what makes the plain mean zero.",
        details: """
            θ ← −(Σ of the honest) / f for each of the f liars who are there, so that Σ of all is zero but for rounding.
            """,
        source: Source(
            .decentralizedPolicyGradient, evidence: .authorCode),
        fields: [])

    let knowsOthers = true

    init(_ settings: Settings) {}

    func lie(_ rows: inout Batch, by liars: [Int], _ stream: inout RandomStream) {
        let honest = (0..<rows.count).filter { !liars.contains($0) }
        let mean = rows.mean(of: honest)
        let share = Double(honest.count) / Double(liars.count)
        for row in liars { rows.replace(row: row) { column, _ in -share * mean[column] } }
    }
}
