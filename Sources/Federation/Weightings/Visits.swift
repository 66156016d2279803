import Config
import Learning

/// Every number of an agent counts by how often the agent has visited what it stands for.
struct Visits: Weighting {
    static let component = Component(
        "visits", "An agent counts, number by number, in proportion to its visits since its last meeting.",
        details: """
            wₖ[j] = Nₖ[j] / Σₗ Nₗ[j],  θ̄[j] = Σₖ wₖ[j] θₖ[j];  1/K each where nobody was, Σₗ Nₗ[j] = 0
            Nₖ[j] counts the steps of agent k since it was at a meeting before: of a table, those from state j; of weights of features
            φ, Σ φⱼ(s)² over the states s of those steps, which is the same where features are one-hot. Every sender reports its Nₖ,
            8 bytes per number, the ledger's `visits`; Σ is in Float64, in the agents' order. Checkpoints hold Nₖ as
            /federation/<exchange>/visits/counts [agent, number]. Learners that draw no transitions, and networks, count no visits
            and are refused.
            """,
        source: Source(
            .blessingOfHeterogeneity, note: "JMLR 26(26), 2025", evidence: .recalled,
            grounds: [
                .from(
                    .recalled, "agents weigh by their visits, state by state; their own weights are powers (1 − η)^−N"),
                .from(.ours, "weights in proportion to N itself; squares of features for linear learners"),
            ]),
        fields: [])

    let givesShares = true
    let countsVisits = true
    let seesRows = false

    init(_ settings: Settings) {}

    func report(_ facts: Facts) -> Report? {
        Report(kind: "visits", bytes: (facts.countedPart?.width ?? 0).saturatingTimes(8))
    }

    func unfit(_ facts: Facts) -> [Unfit] { facts.uncounted(at: "weights") + facts.otherThanCounted(at: "weights") }

    func weigh(_ batch: Batch, _ senders: Senders, _ state: inout Stateless) -> Weights {
        let (width, count) = (batch.signature.width, batch.count)
        precondition(senders.visits.allSatisfy { $0.count == width }, "visits of the numbers that are sent")
        var shares = [Double](repeating: 1 / Double(count), count: count * width)
        for column in 0..<width {
            let sum = senders.visits.reduce(0) { $0 + $1[column] }
            guard sum > 0 else { continue }
            for row in 0..<count { shares[row * width + column] = senders.visits[row][column] / sum }
        }
        return Weights([.init(shares: .byColumn(shares))])
    }
}
