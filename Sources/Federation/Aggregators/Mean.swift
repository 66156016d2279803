import Config
import Learning
import Numerics

/// The mean, element by element.
struct Mean: Aggregator {
    static let component = Component(
        "mean",
        "The mean of what was uploaded, element by element; of probabilities, the mixture.",
        details: """
            P̄ = (1/K) Σₖ Pₖ, summed in the agents' order: all agents count alike.
            Of Gaussian policies, μ̄ = (1/K) Σₖ μₖ and σ̄ = (1/K) Σₖ σₖ: one Gaussian, not the mixture.
            """,
        fields: [
            Field(
                "gaussian",
                .words(
                    ("average_parameters", "Means and standard deviations are averaged, as FedHPD's program has it")),
                "What the mean of Gaussian policies is"
            ).defaults(to: .text("average_parameters"))
        ])

    static let forms = [Form.distributions, .parameters]

    init(_ settings: Settings) {}

    let isLinear = true

    func combine(_ rows: Rows, weights: [Float], into result: Rows) {
        precondition(weights.count == rows.count && result.width == rows.width, "one weight per row, equal widths")
        Kernels.active.combine(
            rows: rows.base, stride: rows.width, count: rows.count, width: rows.width, weights: weights,
            into: result.row(0))
    }

    /// The sum in the rows' order over their count, so that equal rows give themselves wherever the sum is exact.
    func combine(_ rows: PartRows, into result: PartRows) {
        precondition(rows.part == result.part && rows.count > 0, "rows of one part")
        if let rows = rows.singles, let result = result.singles {
            withUnsafeTemporaryAllocation(of: Float.self, capacity: rows.count) { weights in
                weights.initialize(repeating: 1)
                guard let weights = weights.baseAddress else { return }
                Kernels.active.combine(
                    rows: rows.base, stride: rows.width, count: rows.count, width: rows.width, weights: weights,
                    divisor: Float(rows.count), into: result.row(0))
            }
        }
        if let rows = rows.doubles, let result = result.doubles {
            Kernels.active.mean(rows: rows.base, count: rows.count, width: rows.width, into: result.base)
        }
    }
}
