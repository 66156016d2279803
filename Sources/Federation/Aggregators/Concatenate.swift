import Config
import Learning

/// All entries of all agents, one after the other.
struct Concatenate: Aggregator {
    static let component = Component(
        "concatenate", "All entries of all agents' memories, in the agents' order; nothing is averaged.",
        details: """
            M̄ = M₁ ‖ M₂ ‖ … ‖ M_K, each in its agent's order: as many entries come down as all agents together sent up. Whatever
            one agent sends is in the result: no lie is borne.
            """,
        source: Source(
            .policyDistillation, .proxyExperienceReplay,
            note: "as the baseline PD of the latter", evidence: .paper,
            grounds: [.from(.paper, "raw memories, one after the other")]),
        fields: [])

    static let spaces = [Signature.Space.visit]

    init(_ settings: Settings) {}

    func result(of signature: Signature, senders: Int) -> Signature {
        var result = signature
        result.keyed?.countBytes = 0
        result.keyed?.mostRows = senders.saturatingTimes(signature.keyed?.mostRows ?? 0)
        return result
    }

    func combine(_ batch: Batch, _ shares: Shares, into result: inout Batch) {
        guard let first = batch.tables.first else { return }
        var all = VisitTable(observation: first.proxyState.width, actions: first.policy.width)
        for table in batch.tables {
            all.cellIndex += table.cellIndex
            all.proxyState.elements += table.proxyState.elements
            all.policy.elements += table.policy.elements
            all.visits += table.visits
            all.sections = max(all.sections, table.sections)
        }
        result.tables = [all]
    }
}
