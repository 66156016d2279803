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
            onto: clip      θ[i] ← the nearest number of [−B, B]
            onto: center    every state's logits less their mean: the same policy, and logits that cannot drift. For tables of
                            logits (`concord explain softmax_policy_gradient`).
            onto: none      θ stays.
            Padding is left out, sums are in Float64 in the order of the numbers, by blocks of 1024; nothing is kept. Numbers that are none stay.
            """,
        source: Source(
            .projections, .federatedPolicyGradient,
            note: "`none`, `clip` and `center` are for the latter, whose projection is not public", evidence: .recalled,
            grounds: [
                .from(.recalled, "the nearest point of a ball, a box, a simplex"),
                .from(.ours, "`clip` and `center` as the projection of FedPG"),
                .unknown("the set that FedPG projects onto: the program of its authors has no projection"),
            ]),
        fields: [
            Field("onto", .choice(Choices("set", [ball, box, clip, center, simplex, none])), "The set").main.defaults(
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
    private static let clip = Component(
        "clip", "Numbers no further than B from zero.",
        fields: [Field("bound", .number(.positive), "B").main.defaults(to: .number(10))])
    private static let center = Component("center", "Logits that sum to zero, state by state.", fields: [])
    private static let none = Component("none", "All points.", fields: [])
    private static let simplex = Component("simplex", "Probabilities, state by state.", fields: [])

    /// The set.
    private enum Target {
        case ball(Double)
        case box(Double, Double)
        case simplex
        case center
        case everything
    }

    static let spaces = [Signature.Space.parameter]
    private let target: Target

    init(_ settings: Settings) {
        let choice = settings.choice("onto")
        switch choice.kind {
        case "box":
            let own = choice.settings(Self.box)
            target = .box(own.number("low"), own.number("high"))
        case "clip":
            let bound = choice.settings(Self.clip).number("bound")
            target = .box(-bound, bound)
        case "simplex": target = .simplex
        case "center": target = .center
        case "none": target = .everything
        default: target = .ball(choice.settings(Self.ball).number("radius"))
        }
    }

    func unfit(_ facts: Facts) -> [Unfit] {
        switch target {
        case .ball, .box, .everything: []
        case .simplex: lacking("probabilities", facts) { $0.distribution != nil }
        case .center: lacking("logits", facts) { $0.logits != nil }
        }
    }

    private func lacking(_ what: String, _ facts: Facts, _ has: (Part) -> Bool) -> [Unfit] {
        facts.lacking("uploads other numbers than \(what) by state", at: "server.project.onto") {
            $0.parts.map { $0.allSatisfy(has) } ?? true
        }
    }

    func step(_ result: inout Batch, _ state: inout Stateless) {
        switch target {
        case .everything: return
        case .simplex: return projectOntoSimplex(result)
        case .center: return center(result)
        case .ball, .box: break
        }
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
            let length = ColumnSum.over(places.joined()) { Double(row[$0]) * Double(row[$0]) }.squareRoot()
            guard length > radius, length.isFinite else { return }
            for column in places.joined() { row[column] = Number(Double(row[column]) * (radius / length)) }
        case .box(let low, let high):
            for column in places.joined() {
                if Double(row[column]) < low { row[column] = Number(low) }
                if Double(row[column]) > high { row[column] = Number(high) }
            }
        case .simplex, .center, .everything: break
        }
    }

    private func projectOntoSimplex(_ result: Batch) {
        forEachState(of: result, \.distribution) { row, width in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: width) { room in
                if let room = room.baseAddress { Simplex.project(row, count: width, room: room) }
            }
        }
    }

    private func center(_ result: Batch) {
        forEachState(of: result, \.logits) { row, width in
            var sum = 0.0
            for column in 0..<width { sum += row[column] }
            for column in 0..<width { row[column] -= sum / Double(width) }
        }
    }

    /// Visits the numbers of every state, so many as the parts say that a state has.
    private func forEachState(
        of result: Batch, _ width: (Part) -> Int?, _ body: (_ row: UnsafeMutablePointer<Double>, _ width: Int) -> Void
    ) {
        result.forEachPart { rows in
            guard let width = width(rows.part), rows.part.precision == .double else { return }
            for index in 0..<rows.count {
                let row = rows.row(index).assumingMemoryBound(to: Double.self)
                for start in stride(from: 0, to: rows.part.width, by: width) { body(row + start, width) }
            }
        }
    }
}
