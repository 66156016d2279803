import Config
import Learning
import Numerics

/// The mean of what is left where the least and the greatest are cut away, number by number.
struct TrimmedMean: ColumnwiseAggregator, Idling {
    static let component = Component(
        "trimmed_mean",
        "The mean, number by number, without the least and the greatest share of the agents' numbers.",
        details: """
            θ̄[i] = the mean of θ₁[i] … θ_K[i] in rising order without the first and the last ⌊βK⌋ of them; one always stays.
            With f of K agents sending anything at all and f ≤ ⌊βK⌋, θ̄[i] lies between the least and the greatest θₖ[i] of
            the others. NaN counts as beyond every number. Not linear: no secure sum gives it.
            """,
        source: Source(
            .robustRates, evidence: .recalled),
        fields: [
            Field("share", .number(.unit), "Which share is cut away at each end, β; half leaves the middle").main
                .defaults(to: .number(0.1))
        ])

    static let spaces = [Signature.Space.parameter]
    private let share: Double

    init(_ settings: Settings) { share = settings.number("share") }

    /// How many of so many numbers go at each end.
    private func cut(of count: Int) -> Int { min(.share(share, of: count, rounded: .down), (count - 1) / 2) }

    func tolerated(of senders: Int) -> Int? { cut(of: senders) }

    func idle(_ facts: Facts) -> [IdleSetting] {
        guard facts.size > 0, cut(of: facts.size) == 0 else { return [] }
        return [
            IdleSetting(
                "\(Self.component.kind).share", "cuts away nobody of \(facts.size) agents",
                help: "aggregate: mean is the same")
        ]
    }

    func combine(_ batch: Batch, _ shares: Shares, into result: inout Batch) {
        if let rows = batch.singles, let result = result.singles {
            OrderStatistics.trimmedMean(
                rows: rows.base, count: rows.count, width: rows.width, cut: cut(of: rows.count), into: result.base)
        }
        if let rows = batch.doubles, let result = result.doubles {
            OrderStatistics.trimmedMean(
                rows: rows.base, count: rows.count, width: rows.width, cut: cut(of: rows.count), into: result.base)
        }
    }
}
