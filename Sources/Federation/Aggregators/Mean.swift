import Config
import Learning
import Numerics

/// The mean, element by element.
struct Mean: ColumnwiseAggregator {
    static let component = Component(
        "mean",
        "The mean of what was uploaded, element by element; of probabilities, the mixture.",
        details: """
            P̄ = (1/K) Σₖ Pₖ, summed in the agents' order: all agents count alike.
            Of Gaussian policies one Gaussian, not the mixture, with μ̄ = (1/K) Σₖ μₖ and by `gaussian`
                average_parameters   σ̄ = (1/K) Σₖ σₖ
                match_moments        σ̄² = (1/K) Σₖ (σₖ² + (μₖ − μ̄)²)    the mixture's: of all Gaussians, the least KL(mixture ‖ ·)
            Where `weights` give shares, θ̄ = Σₖ wₖ θₖ in Float64. One agent moves it anywhere: no lie is borne.
            """,
        source: Source(
            .federatedAveraging, evidence: .recalled,
            grounds: [
                .from(.recalled, "the mean of the clients' models, weighted where they count differently"),
                .from(.authorCode, "of distributions, P̄, μ̄ and σ̄ as FedHPD's program has them"),
                .from(.ours, "the order of the sum, its precision, and the moments of the mixture"),
            ]),
        fields: [
            Field(
                "gaussian",
                .words(
                    ("average_parameters", "Means and standard deviations are averaged, as FedHPD's program has it"),
                    ("match_moments", "It has the mixture's mean and variance: where agents disagree, it is wide")),
                "What the mean of Gaussian policies is"
            ).defaults(to: .text("average_parameters"))
        ])

    static let spaces = [Signature.Space.distribution, .logit, .parameter, .moment]
    var isMean: Bool { gaussian == .averageParameters }

    /// What the mean of Gaussian policies is.
    private enum GaussianMean: String {
        /// One Gaussian: every mean and every deviation is averaged like any other number of a row.
        case averageParameters = "average_parameters"
        /// One Gaussian with the mixture's mean and variance.
        case matchMoments = "match_moments"
    }

    private let gaussian: GaussianMean

    init(_ settings: Settings) { gaussian = settings.word("gaussian") }

    static let takesShares = true

    func unfit(_ facts: Facts) -> [Unfit] {
        guard gaussian == .matchMoments, let other = facts.payload.first(where: { $0.controls == 0 }) else { return [] }
        return [
            Unfit(
                .axes,
                "'\(facts.exchange)' matches the moments of Gaussian policies, and uploads \(other.space.words) of no such policies",
                at: .exchange("aggregate.mean.gaussian"), other: .init(.exchange("upload"), "the upload"),
                help: "gaussian: average_parameters")
        ]
    }

    /// Of distributions, the sum of shares; of logits and parameters, the sum in the rows' order over their count, so that equal rows give
    /// themselves wherever the sum is exact.
    func combine(_ batch: Batch, _ shares: Shares, into result: inout Batch) {
        precondition(batch.signature.width == result.signature.width && batch.count > 0, "rows of one signature")
        switch (gaussian, shares) {
        case (.averageParameters, .equal): average(batch, into: result)
        case (.averageParameters, .given(let shares)): sum(batch, shares, stride: 0, into: result)
        case (.averageParameters, .byColumn(let shares)): sum(batch, shares, stride: 1, into: result)
        case (.matchMoments, .equal): match(batch, into: result) { _, _ in 1 / Double(batch.count) }
        case (.matchMoments, .given(let shares)): match(batch, into: result) { row, _ in shares[row] }
        case (.matchMoments, .byColumn(let shares)):
            let width = batch.signature.width
            match(batch, into: result) { row, column in shares[row * width + column] }
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

    /// μ̄ = Σₖ wₖ μₖ and σ̄² = Σₖ wₖ (σₖ² + (μₖ − μ̄)²) of every control at every state, in the rows' order, in Float64.
    private func match(_ batch: Batch, into result: Batch, _ share: (_ row: Int, _ column: Int) -> Double) {
        guard let rows = batch.singles, let result = result.singles else { return }
        let controls = batch.signature.controls
        precondition(controls > 0, "moments are those of Gaussian policies")
        for start in stride(from: 0, to: rows.width, by: 2 * controls) {
            for column in start..<start + controls {
                var (mean, variance) = (0.0, 0.0)
                for row in 0..<rows.count { mean += share(row, column) * Double(rows.row(row)[column]) }
                for row in 0..<rows.count {
                    let deviation = Double(rows.row(row)[column + controls])
                    let gap = Double(rows.row(row)[column]) - mean
                    variance += share(row, column) * (deviation * deviation + gap * gap)
                }
                result.base[column] = Float(mean)
                result.base[column + controls] = Float(variance.squareRoot())
            }
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
