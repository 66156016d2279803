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
    let isMean = true

    /// What the mean of Gaussian policies is.
    private enum GaussianMean: String {
        /// One Gaussian: every mean and every deviation is averaged like any other number of a row.
        case averageParameters = "average_parameters"
    }

    private let gaussian: GaussianMean

    init(_ settings: Settings) { gaussian = settings.word("gaussian") }

    static let takesShares = true

    /// Of distributions, the sum of shares; of parameters, the sum in the rows' order over their count, so that equal rows give
    /// themselves wherever the sum is exact.
    func combine(_ batch: Batch, _ shares: Shares, into result: inout Batch) {
        precondition(batch.signature.width == result.signature.width && batch.count > 0, "rows of one signature")
        switch (gaussian, shares) {
        case (.averageParameters, .equal): average(batch, into: result)
        case (.averageParameters, .given(let shares)): sum(batch, shares, stride: 0, into: result)
        case (.averageParameters, .byColumn(let shares)): sum(batch, shares, stride: 1, into: result)
        }
    }

    private func average(_ batch: Batch, into result: Batch) {
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

    /// Σₖ wₖ θₖ in the rows' order, in Float64.
    ///
    /// - Parameter stride: 1 where every column has shares of its own.
    private func sum(_ batch: Batch, _ shares: [Double], stride: Int, into result: Batch) {
        let width = batch.signature.width
        precondition(shares.count == batch.count * (stride == 0 ? 1 : width), "a share for every row")
        if let rows = batch.singles, let result = result.singles { sum(rows, shares, stride, into: result.base) }
        if let rows = batch.doubles, let result = result.doubles { sum(rows, shares, stride, into: result.base) }
    }

    /// The same, a block of columns at a time, so that rows are read in runs.
    private func sum<Number: BinaryFloatingPoint>(
        _ rows: RowBlock<Number>, _ shares: [Double], _ stride: Int, into result: UnsafeMutablePointer<Number>
    ) {
        let (width, block) = (rows.width, 256)
        withUnsafeTemporaryAllocation(of: Double.self, capacity: block) { sums in
            for start in Swift.stride(from: 0, to: width, by: block) {
                let columns = min(block, width - start)
                sums.initialize(repeating: 0)
                for index in 0..<rows.count {
                    let row = rows.row(index) + start
                    let share = stride == 0 ? index : index * width + start
                    for column in 0..<columns {
                        sums[column] += shares[share + stride * column] * Double(row[column])
                    }
                }
                for column in 0..<columns { result[start + column] = Number(sums[column]) }
            }
        }
    }
}
