import Config
import Learning
import Numerics

/// Every number of an agent counts by how far the agent's own visits have moved it.
struct Importance: Weighting {
    static let component = Component(
        "importance",
        "An agent counts, number by number, by a power of its visits since its last meeting: (1 − η)^−N, over the sum of all.",
        details: """
            wₖ[j] = (1 − η)^(−Nₖ[j]) / Σₗ (1 − η)^(−Nₗ[j]),  θ̄[j] = Σₖ wₖ[j] θₖ[j]
            Nₖ[j] counts the visits of agent k to what number j stands for since it was at a meeting before (`visits` says how); η is
            `rate`, which is to be that of the agents' updates. As softmax over −Nₖ[j] ln(1 − η), from which the largest is taken
            first, so that nothing overflows. Where all have visited as often, also not at all, all count alike: the mean, up to rounding.
            Every sender reports its Nₖ, 8 bytes per number, the ledger's `visits`.
            """,
        source: Source(
            .blessingOfHeterogeneity, note: "JMLR 26(26), 2025", evidence: .recalled,
            grounds: [
                .from(
                    .recalled,
                    "powers (1 − η)^−N of visits since the last synchronization, over their sum, as another's program has them"
                ),
                .from(
                    .ours,
                    "`rate` by itself: agents' own rates may differ or decay; linear weights, whose visits are squares"),
            ]),
        fields: [
            Field(
                "rate", .number(Interval(0, 1, includesLow: false, includesHigh: false)),
                "η: the rate of the agents' updates"
            )
            .main.defaults(to: .number(0.1))
        ])

    let givesShares = true
    let countsVisits = true
    let seesRows = false
    /// −ln(1 − η).
    private let sharpness: Double

    init(_ settings: Settings) { sharpness = -Elementary.log(1 - settings.number("rate")) }

    func report(_ facts: Facts) -> Report? {
        Report(kind: "visits", bytes: (facts.countedPart?.width ?? 0).saturatingTimes(8))
    }

    func unfit(_ facts: Facts) -> [Unfit] { facts.uncounted(at: "weights") + facts.otherThanCounted(at: "weights") }

    func weigh(_ batch: Batch, _ senders: Senders, _ state: inout Stateless) -> Weights {
        let (width, count) = (batch.signature.width, batch.count)
        precondition(senders.visits.allSatisfy { $0.count == width }, "visits of the numbers that are sent")
        var shares = [Double](repeating: 0, count: count * width)
        for column in 0..<width {
            let most = senders.visits.reduce(0) { max($0, $1[column]) }
            var sum = 0.0
            for row in 0..<count {
                let power = Elementary.exp(sharpness * (senders.visits[row][column] - most))
                shares[row * width + column] = power
                sum += power
            }
            for row in 0..<count { shares[row * width + column] /= sum }
        }
        return Weights([.init(shares: .byColumn(shares))])
    }
}
