import Config
import Learning

/// One entry per cell that any agent visited.
struct MergeByCell: Aggregator {
    static let component = Component(
        "merge_by_cell",
        "One entry per cell that any agent visited: the mean over those agents of their mean policies there.",
        details: """
            π̄(c) = Σₖ wₖ(c) π̄ₖ(c) over the agents k that visited c, in their order;
            wₖ(c) = 1 / their number (`weights: agents`), or in proportion to their visits (`weights: visits`)
            """,
        source: Source(
            .proxyExperienceReplay, evidence: .paper),
        fields: [
            Field(
                "weights",
                .words(
                    ("agents", "All agents that visited the cell count alike"),
                    ("visits", "An agent counts by its visits; they travel too, 4 bytes per entry")),
                "How much an agent's entry counts"
            ).main.defaults(to: .text("agents"))
        ])

    static let spaces = [Signature.Space.visit]
    let wantsCounts: Bool

    init(_ settings: Settings) { wantsCounts = settings.text("weights") == "visits" }

    func result(of signature: Signature, senders: Int) -> Signature {
        var result = signature
        let all = senders.saturatingTimes(signature.keyed?.mostRows ?? 0)
        result.keyed?.countBytes = 0
        result.keyed?.mostRows = min(all, signature.keyed?.keys ?? all)
        return result
    }

    func combine(_ batch: Batch, _ shares: Shares, into result: inout Batch) {
        if !batch.tables.isEmpty { result.tables = [merge(batch.tables)] }
    }

    func merge(_ tables: [VisitTable]) -> VisitTable {
        // Entries of all agents by cell, agents in order within a cell.
        var entries: [(cell: Int32, agent: Int, entry: Int)] = []
        for (agent, table) in tables.enumerated() {
            for (entry, cell) in table.cellIndex.enumerated() { entries.append((cell, agent, entry)) }
        }
        entries.sort { ($0.cell, $0.agent) < ($1.cell, $1.agent) }
        let actions = tables[0].policy.width
        var merged = VisitTable(observation: tables[0].proxyState.width, actions: actions)
        merged.sections = tables[0].sections
        var start = 0
        while start < entries.count {
            var end = start
            while end < entries.count, entries[end].cell == entries[start].cell { end += 1 }
            let group = entries[start..<end]
            let visits = group.reduce(0) { $0 + Int(tables[$1.agent].visits[$1.entry]) }
            merged.cellIndex.append(entries[start].cell)
            merged.visits.append(Int32(clamping: visits))
            let place = (tables[entries[start].agent], entries[start].entry)
            merged.proxyState.elements += place.0.proxyState[place.1]
            for action in 0..<actions {
                var sum = 0.0
                for (_, agent, entry) in group {
                    let weight = wantsCounts ? Double(tables[agent].visits[entry]) : 1
                    sum += weight * Double(tables[agent].policy.elements[entry * actions + action])
                }
                merged.policy.elements.append(Float(sum / (wantsCounts ? Double(visits) : Double(group.count))))
            }
            start = end
        }
        return merged
    }
}
