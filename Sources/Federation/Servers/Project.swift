import Config
import Learning
import Numerics

/// The server sends the nearest point of a set.
struct Project: Server {
    static let component = Component(
        "project", "The server sends the point of a set that is nearest to the aggregate.",
        details: """
            onto: ball      ‖θ‖₂ ≤ R over all numbers of a precision:  θ ← θ · min(1, R/‖θ‖)
            onto: box       θ[i] ← the nearest number between low and high
            onto: simplex   every state's numbers become the nearest probabilities: p ← max(p − τ, 0) with τ such that they sum to
                            1. For tables of probabilities (`concord explain exact_policy_gradient`); a mean of distributions is one
                            already, a median need not be.
            Padding is left out, sums are in Float64 in the order of the numbers; nothing is kept. Numbers that are none stay.
            """,
        source: Source(
            "Duchi, Shalev-Shwartz, Singer & Chandra, Efficient projections onto the ℓ₁-ball for learning in high dimensions, "
                + "ICML 2008",
            evidence: .recalled),
        fields: [
            Field("onto", .choice(Choices("set", [ball, box, simplex])), "The set").main.defaults(
                to: .object([.init("ball", .object([]))]))
        ])

    private static let ball = Component(
        "ball", "Points no further than R from zero.",
        fields: [Field("radius", .number(.positive), "R").main.defaults(to: .number(1))])
    private static let box = Component(
        "box", "Numbers between two ends.",
        fields: [
            Field("low", .number, "The lower end").defaults(to: .number(-1)).atMost("high"),
            Field("high", .number, "The upper end").defaults(to: .number(1)),
        ])
    private static let simplex = Component("simplex", "Probabilities, state by state.", fields: [])

    /// The set.
    private enum Target {
        case ball(Double)
        case box(Double, Double)
        case simplex
    }

    static let spaces = [Signature.Space.parameter]
    private let target: Target

    init(_ settings: Settings) {
        let choice = settings.choice("onto")
        switch choice.kind {
        case "box":
            let own = choice.settings(Self.box)
            target = .box(own.number("low"), own.number("high"))
        case "simplex": target = .simplex
        default: target = .ball(choice.settings(Self.ball).number("radius"))
        }
    }

    func unfit(_ facts: Facts) -> [Unfit] {
        guard case .simplex = target else { return [] }
        return facts.lacking("uploads other numbers than probabilities by state", at: "server.project.onto") {
            $0.parts.map { $0.allSatisfy { $0.distribution != nil } } ?? true
        }
    }

    func step(_ result: inout Batch, request: Int, _ state: inout Stateless) {
        if case .simplex = target { return projectOntoSimplex(result) }
        let places = result.places
        if let rows = result.singles {
            for index in 0..<rows.count { project(rows.row(index), at: places) }
        }
        if let rows = result.doubles {
            for index in 0..<rows.count { project(rows.row(index), at: places) }
        }
    }

    private func project<Number: BinaryFloatingPoint>(_ row: UnsafeMutablePointer<Number>, at places: [Range<Int>]) {
        switch target {
        case .ball(let radius):
            var squares = 0.0
            for column in places.joined() { squares += Double(row[column]) * Double(row[column]) }
            let length = squares.squareRoot()
            guard length > radius, length.isFinite else { return }
            for column in places.joined() { row[column] = Number(Double(row[column]) * (radius / length)) }
        case .box(let low, let high):
            for column in places.joined() {
                if Double(row[column]) < low { row[column] = Number(low) }
                if Double(row[column]) > high { row[column] = Number(high) }
            }
        case .simplex: break
        }
    }

    private func projectOntoSimplex(_ result: Batch) {
        result.forEachPart { rows in
            guard let width = rows.part.distribution, rows.part.precision == .double else { return }
            withUnsafeTemporaryAllocation(of: Double.self, capacity: width) { room in
                guard let room = room.baseAddress else { return }
                for index in 0..<rows.count {
                    let row = rows.row(index).assumingMemoryBound(to: Double.self)
                    for start in stride(from: 0, to: rows.part.width, by: width) {
                        Simplex.project(row + start, count: width, room: room)
                    }
                }
            }
        }
    }
}
