import Config
import Learning
import Numerics

/// The mean of the uploads near one that most are near to.
struct Filter: BlockwiseAggregator {
    static let component = Component(
        "filter", "The mean of the uploads within a radius of one that most others are near to: FedPG-BR's filter.",
        details: """
            A center for a radius r: S = the uploads with more than n/2 of all n, itself among them, within r; the center is the one
            of S nearest to the mean of S.
            R1: r₁ = 2σ √(V/B), V = 2 ln(2n/δ); G = the uploads within r₁ of the center for r₁.
            R2, where there is no such center or |G| < (1 − α) n: the same with r₂ = 2σ.
            The result is the mean of G, summed in the agents' order. σ bounds how far one trajectory's gradient is from its
            expectation, so r₂ is in the unit of what is uploaded: 2σ is how far apart two honest uploads can be at all.
            Numbered deviation from the source:
            1. Where R2 finds no center, the source's server steps without the agents. Here the result is the upload whose distances
            to the n/2 nearest have the least sum of squares: never an upload that only a minority is near to.
            More than n/2 uploads are near to a center, so one of them is no lie: the result lies within twice the larger radius of
            it, 2 max(r₁, r₂), which `concord plan` prints. A σ beyond what uploads are makes a mean of it, so more than 1000 is refused.
            Uploads that are not finite are near to none. Not linear: no secure sum gives it.
            """,
        source: Source(
            .byzantineFaultTolerance, evidence: .authorCode,
            grounds: [
                .from(
                    .authorCode,
                    "both rules and their constants; ⟦filter.deviation⟧ is CartPole's σ, of gradients of whitened returns"
                ),
                .from(.ours, "what follows where nobody is trusted"),
            ]),
        fields: [
            Field(
                "deviation", .number(.nearness),
                "How far one trajectory's upload is from its expectation, σ"
            )
            .main.defaults(to: .number(0.06)),
            Field(
                "failure", .number(Interval(0, 1, includesLow: false, includesHigh: false)), "How likely R1 may err, δ"
            )
            .defaults(to: .number(0.6)),
            Field(
                "share", .number(Interval(0, 0.5, includesHigh: false)),
                "Which share of the uploads may be anything at all, α"
            )
            .defaults(to: .number(0.4)),
            Field("trajectories", .integer(1...Limits.many), "Of how many trajectories an upload is the mean, B")
                .defaults(to: .integer(16)),
        ])

    static let spaces = [Signature.Space.parameter, .distribution, .logit]
    private let deviation: Double
    private let failure: Double
    private let share: Double
    private let trajectories: Int

    init(_ settings: Settings) {
        deviation = settings.number("deviation")
        failure = settings.number("failure")
        share = settings.number("share")
        trajectories = settings.integer("trajectories")
    }

    func tolerated(of senders: Int) -> Int? { min(.share(share, of: senders, rounded: .down), (senders - 1) / 2) }

    /// 2 max(r₁, r₂)
    func reach(of liars: Int, among senders: Int) -> Double { 2 * max(radius(of: senders), 2 * deviation) }

    /// r₁ = 2σ √(V/B), V = 2 ln(2n/δ)
    private func radius(of senders: Int) -> Double {
        let variance = 2 * Elementary.log(2 * Double(senders) / failure)
        return 2 * deviation * (variance / Double(trajectories)).squareRoot()
    }

    func combine(_ batch: Batch, _ shares: Shares, into result: inout Batch) {
        let distances = RowDistances(batch)
        guard distances.count > 0 else { return result.copy(0, of: batch) }
        var near = trusted(batch, distances, within: radius(of: batch.count))
        // |G| ≥ (1 − α) n: no more than ⌊α n⌋ are left out.
        if near.isEmpty || batch.count - near.count > .share(share, of: batch.count, rounded: .down) {
            near = trusted(batch, distances, within: 2 * deviation)
        }
        guard near.isEmpty else { return result.average(near.map { distances.rows[$0] }, of: batch) }
        let scores = (0..<distances.count).map { place in
            distances.rising(from: place).prefix(batch.count / 2).reduce(0, +)
        }
        result.copy(batch.ranked(distances.rows, by: scores).first ?? 0, of: batch)
    }

    /// The rows within a radius of the center, by their places; none where there is no center.
    private func trusted(_ batch: Batch, _ distances: RowDistances, within radius: Double) -> [Int] {
        let square = radius * radius
        let all = 0..<distances.count
        let popular = all.filter { place in
            2 * all.count { distances.square(place, $0) <= square } > batch.count
        }
        guard !popular.isEmpty else { return [] }
        let rows = popular.map { distances.rows[$0] }
        let squares = batch.squaredDistances(to: batch.mean(of: rows))
        guard let center = batch.ranked(rows, by: rows.map { squares[$0] }).first,
            let place = distances.rows.firstIndex(of: center)
        else { return [] }
        return all.filter { distances.square(place, $0) <= square }
    }
}
