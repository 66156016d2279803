import Config
import Learning

/// The point whose distances to all uploads have the least sum, by smoothed Weiszfeld steps.
struct GeometricMedian: BlockwiseAggregator {
    static let component = Component(
        "geometric_median",
        "The point whose distances to all uploads have the least sum, by some smoothed Weiszfeld steps.",
        details: """
            z ← Σₖ βₖ θₖ / Σₖ βₖ with βₖ = 1 / max(ν, ‖θₖ − z‖), T times, from z = 0; whole uploads, all parts of one precision
            together, in Float64, summed in the agents' order.
            With f of n uploads being anything at all, 2f < n, and q = f/(n − f): whatever T, z stays within
                max(‖c‖, R + q ν, R (1 + q)/(1 − q))
            of every point c within R of all others; ‖c‖ is where the steps begin. ν is in the unit of the parameters: for
            uploads that lie within ν of one another the result is their mean, and q ν is how far the f can take it beyond the others,
            which `concord plan` prints. A ν beyond what uploads are makes a mean of it, so more than 1000 is refused.
            Uploads that are not finite are left out.
            Not linear: no secure sum gives it.
            """,
        source: Source(
            .robustAggregation, evidence: .authorCode,
            grounds: [
                .from(.authorCode, "start, steps and smoothing, as in Jordan et al.'s program (ByzPG, DecByzPG)"),
                .from(
                    .ours,
                    "uploads that are not finite, and the bound: of each step the f add at most 1/β of the others"),
            ]),
        fields: [
            Field("iterations", .integer(1...1000), "How many steps, T").defaults(to: .integer(8)),
            Field("smoothing", .number(.nearness), "The least distance that counts, ν").defaults(to: .number(0.1)),
        ])

    static let spaces = [Signature.Space.parameter, .distribution, .logit]
    private let iterations: Int
    private let smoothing: Double

    init(_ settings: Settings) {
        iterations = settings.integer("iterations")
        smoothing = settings.number("smoothing")
    }

    func tolerated(of senders: Int) -> Int? { (senders - 1) / 2 }

    /// q ν
    func reach(of liars: Int, among senders: Int) -> Double {
        smoothing * Double(liars) / Double(max(senders - liars, 1))
    }

    func combine(_ batch: Batch, _ shares: Shares, into result: inout Batch) {
        let width = batch.signature.width
        withUnsafeTemporaryAllocation(of: Double.self, capacity: width) { room in
            guard let point = room.baseAddress else { return }
            point.initialize(repeating: 0, count: width)
            for _ in 0..<iterations {
                let squares = batch.squaredDistances(to: point)
                let weights = squares.map { $0.isNaN ? 0 : 1 / max(smoothing, $0.squareRoot()) }
                let sum = weights.reduce(0, +)
                guard sum > 0 else { return result.copy(0, of: batch) }
                batch.sum(weights: weights, divisor: sum, into: point)
            }
            result.write(point, row: 0)
        }
    }
}
