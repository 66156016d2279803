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
            "Jordan, Grötschla, Fan & Wattenhofer, Decentralized federated policy gradient with Byzantine fault-tolerance and "
                + "provably fast convergence, AAMAS 2024",
            evidence: .authorCode,
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
        let width = rows.realColumns
        for row in liars {
            let own = rows.row(row).mean(of: [0])
            var direction = Direction(width, &stream)
            let square = own.reduce(0) { $0 + $1 * $1 }
            if square > 0 { direction.add(own, times: -direction.product(own) / square) }
            let scale = length * square.squareRoot()
            let unit = direction.scaled(to: scale)
            rows.replace(row: row) { column, _ in unit[column] }
        }
    }
}

/// A vector whose numbers are drawn from a normal distribution: all directions are as likely.
struct Direction {
    private var numbers: [Double]

    init(_ width: Int, _ stream: inout RandomStream) {
        numbers = []
        numbers.reserveCapacity(width)
        for _ in 0..<width { numbers.append(stream.normal()) }
    }

    func product(_ other: [Double]) -> Double { zip(numbers, other).reduce(0) { $0 + $1.0 * $1.1 } }

    mutating func add(_ other: [Double], times factor: Double) {
        for index in numbers.indices { numbers[index] += factor * other[index] }
    }

    /// The vector of this direction that is so long; zero where there is no direction.
    func scaled(to length: Double) -> [Double] {
        let own = product(numbers).squareRoot()
        return numbers.map { own > 0 ? $0 * (length / own) : 0 }
    }
}
