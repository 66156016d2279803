import Config
import Learning

/// All entries of all agents, one after the other.
struct Concatenate: Aggregator {
    static let component = Component(
        "concatenate", "All entries of all agents' memories, in the agents' order; nothing is averaged.", fields: [])

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
