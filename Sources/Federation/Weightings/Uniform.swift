import Config

/// All agents count alike.
struct Uniform: Weighting {
    static let component = Component(
        "uniform", "All agents count alike, and get one result.",
        details: """
            wₖ = 1/K of the K agents that are there: Σ first, then the division, so that nobody is weighed.
            """,
        source: Source(
            .environmentHeterogeneity, evidence: .authorCode,
            grounds: [.from(.authorCode, "all environments count alike")]),
        fields: [])

    let countsAlike = true

    init(_ settings: Settings) {}

    func weigh(_ batch: Batch, _ senders: Senders, _ state: inout Stateless) -> Weights { .equal }
}
