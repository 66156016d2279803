import Config
import Learning

/// All entries of all agents, one after the other.
struct Concatenate: Aggregator {
    static let component = Component(
        "concatenate", "All entries of all agents' memories, in the agents' order; nothing is averaged.", fields: [])

    static let forms = [Form.memory]
    let isLinear = false

    init(_ settings: Settings) {}

    func merge(_ tables: [VisitTable]) -> VisitTable {
        var all = VisitTable(observation: tables[0].proxyState.width, actions: tables[0].policy.width)
        for table in tables {
            all.cellIndex += table.cellIndex
            all.proxyState.elements += table.proxyState.elements
            all.policy.elements += table.policy.elements
            all.visits += table.visits
            all.sections = max(all.sections, table.sections)
        }
        return all
    }
}
