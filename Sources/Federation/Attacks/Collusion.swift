import Config
import Determinism

/// Liars hide among one another's noise.
struct Collusion: WireAttack {
    static let component = Component(
        "collusion", "Liars estimate how noisy uploads are from their own, and all send the same a little beyond that.",
        details: """
            θ ← m + c d u for every liar: m the mean of what the liars trained, d the largest distance among them, u one direction for
            all of them, drawn anew at every meeting from the exchange's own stream. A single liar has no distance to go by, and
            sends what it trained.
            """,
        source: Source(
            .byzantineFaultTolerance, evidence: .authorCode,
            grounds: [
                .from(
                    .authorCode, "mean, distance and ⟦collusion.factor⟧; there by tensor and with u uniform in a cube"),
                .from(.ours, "whole uploads, and every direction as likely"),
            ]),
        fields: [
            Field("factor", .number(.positive), "How many distances beyond the mean, c").main.defaults(
                to: .number(1.5)),
            EachReceiver.field,
        ])

    private let factor: Double
    let differsByReceiver: Bool

    let knowsOthers = true

    init(_ settings: Settings) {
        factor = settings.number("factor")
        differsByReceiver = settings.flag(EachReceiver.field.key)
    }

    func lie(_ rows: inout Batch, by liars: [Int], _ stream: inout RandomStream) {
        let mean = rows.mean(of: liars)
        let distances = RowDistances(rows, among: liars)
        var square = 0.0
        for one in 0..<distances.count {
            for other in 0..<one { square = max(square, distances.square(one, other)) }
        }
        let step = DrawnDirection(mean.count, &stream).scaled(to: factor * square.squareRoot())
        for row in liars { rows.replace(row: row) { column, _ in mean[column] + step[column] } }
    }
}
