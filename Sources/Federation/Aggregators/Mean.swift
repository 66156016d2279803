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

    static let spaces = [Signature.Space.distribution, .parameter]
    let isLinear = true

    /// What the mean of Gaussian policies is.
    private enum GaussianMean: String {
        /// One Gaussian: every mean and every deviation is averaged like any other number of a row.
        case averageParameters = "average_parameters"
    }

    private let gaussian: GaussianMean

    init(_ settings: Settings) { gaussian = settings.word("gaussian") }

    /// Of distributions, the sum of shares; of parameters, the sum in the rows' order over their count, so that equal rows give
    /// themselves wherever the sum is exact.
    func combine(_ batch: Batch, _ weights: Weights, into result: inout Batch) {
        switch gaussian {
        case .averageParameters: average(batch, into: &result)
        }
    }

    private func average(_ batch: Batch, into result: inout Batch) {
        precondition(batch.signature.width == result.signature.width && batch.count > 0, "rows of one signature")
        if let rows = batch.singles, let result = result.singles {
            let isShared = batch.signature.space == .distribution
            withUnsafeTemporaryAllocation(of: Float.self, capacity: rows.count) { weights in
                weights.initialize(repeating: isShared ? 1 / Float(rows.count) : 1)
                guard let weights = weights.baseAddress else { return }
                Kernels.active.combine(
                    rows: rows.base, stride: rows.width, count: rows.count, width: rows.width, weights: weights,
                    divisor: isShared ? 1 : Float(rows.count), into: result.base)
            }
        }
        if let rows = batch.doubles, let result = result.doubles {
            Kernels.active.mean(rows: rows.base, count: rows.count, width: rows.width, into: result.base)
        }
    }
}
