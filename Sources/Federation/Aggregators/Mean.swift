import Config
import Learning
import Numerics

/// The weighted mean, element by element.
struct Mean: Aggregator {
    static let component = Component(
        "mean",
        "The weighted mean of what was uploaded, element by element; of probabilities, the mixture.",
        details: "P̄ = Σₖ wₖ Pₖ with Σₖ wₖ = 1, summed in the agents' order; wₖ = 1/K unless told.",
        fields: [])

    init(_ settings: Settings) {}

    let isLinear = true

    func combine(_ rows: Rows, weights: [Float], into result: Rows) {
        precondition(weights.count == rows.count && result.width == rows.width, "one weight per row, equal widths")
        Kernels.active.combine(
            rows: rows.base, stride: rows.width, count: rows.count, width: rows.width, weights: weights,
            into: result.row(0))
    }
}
