import Config
import Determinism
import Numerics

/// Liars go off at a right angle.
struct RandomDirection: WireAttack {
    static let component = Component(
        "random_direction", "A liar sends a vector of its upload's length at a right angle to it, each liar its own.",
        details: """
            θ ← l ‖θ‖ u/‖u‖, u = r − (r·θ/‖θ‖²) θ, every number of r normal, drawn anew at every meeting from the exchange's own
            stream: as long as what was trained for l = 1, so that no length gives it away. Zero stays zero.
            """,
        source: Source(
            .decentralizedPolicyGradient, evidence: .authorCode,
            grounds: [
                .from(.authorCode, "a random direction less its share along the upload"),
                .from(
                    .ours,
                    "the share is divided by ‖θ‖², so that the angle is right for any upload, and the length is the upload's"
                ),
            ]),
        fields: [
            Field("length", .number(.positive), "How long, in lengths of the upload, l").main.defaults(to: .number(1)),
            EachReceiver.field,
        ])

    private let length: Double
    let differsByReceiver: Bool

    init(_ settings: Settings) {
        length = settings.number("length")
        differsByReceiver = settings.flag(EachReceiver.field.key)
    }

    func lie(_ rows: inout Batch, by liars: [Int], _ stream: inout RandomStream) {
        for row in liars {
            let own = rows.numbers(of: row)
            var direction = DrawnDirection(own.count, &stream)
            let square = ColumnSum.product(own, own)
            if square > 0 { direction.add(own, times: -direction.product(own) / square) }
            let scale = length * square.squareRoot()
            let unit = direction.scaled(to: scale)
            rows.replace(row: row) { column, _ in unit[column] }
        }
    }
}
