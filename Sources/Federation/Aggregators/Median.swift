import Config
import Learning
import Numerics

/// The median, number by number: robust to fewer than half of the agents.
struct Median: ColumnwiseAggregator {
    static let component = Component(
        "median",
        "The median of what was uploaded, number by number: fewer than half of the agents cannot move it beyond the others.",
        details: """
            θ̄[i] = the middle one of θ₁[i] … θ_K[i] in rising order; of an even number, the mean of the two in the middle.
            With f of K agents sending anything at all and 2f < K, θ̄[i] lies between the least and the greatest θₖ[i] of the
            others. NaN counts as beyond every number. Not linear: no secure sum gives it.
            """,
        source: Source(
            .robustRates, evidence: .recalled),
        fields: [])

    static let spaces = [Signature.Space.parameter]

    init(_ settings: Settings) {}

    func tolerated(of senders: Int) -> Int? { (senders - 1) / 2 }

    func combine(_ batch: Batch, _ shares: Shares, into result: inout Batch) {
        if let rows = batch.singles, let result = result.singles {
            OrderStatistics.median(
                rows: rows.base, count: rows.count, width: rows.width, into: result.base)
        }
        if let rows = batch.doubles, let result = result.doubles {
            OrderStatistics.median(
                rows: rows.base, count: rows.count, width: rows.width, into: result.base)
        }
    }
}
