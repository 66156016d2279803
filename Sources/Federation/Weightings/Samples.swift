import Config

/// Agents count by how much they trained.
struct Samples: Weighting {
    static let component = Component(
        "samples", "An agent counts in proportion to the steps it has trained since its last meeting.",
        details: """
            wₖ = nₖ / Σⱼ nⱼ,  θ̄ = Σₖ wₖ θₖ      nₖ: environment steps of agent k's training since it was at a meeting before

            Every sender reports its nₖ beside its upload: 8 bytes, the ledger's `samples`. Where all nₖ are alike the mean is
            that of `uniform`, bit for bit. Checkpoints hold nₖ as /federation/<exchange>/training/steps [agent]. Agents that
            compute with the model of their world take no steps, and are refused.
            """,
        source: Source(
            .federatedAveraging, evidence: .recalled,
            grounds: [
                .from(.recalled, "clients count in proportion to their numbers of samples"),
                .from(.ours, "steps since the last meeting as the number of samples of an agent that makes its own"),
            ]),
        fields: [])

    let givesShares = true
    let countsTraining = true
    let seesRows = false

    init(_ settings: Settings) {}

    func report(_ facts: Facts) -> Report? { Report(kind: "samples", bytes: 8) }

    func unfit(_ facts: Facts) -> [Unfit] {
        facts.lacking("counts no steps, so that nothing says how many samples it has", at: "weights") { $0.countsSteps }
    }

    func weigh(_ batch: Batch, _ senders: Senders, _ state: inout Stateless) -> Weights {
        let counts = senders.training.map { Double($0.steps) }
        return Weights([.init(shares: .inProportion(to: counts))])
    }
}
