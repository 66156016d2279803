public import Determinism
import Federation
import Learning

/// Which random stream feeds what: everything random in a cell, by owner.
public struct SeedLedger: Sendable {
    /// The owners, agents first, then exchanges that agents start from.
    public let entries: [Entry]

    /// One owner of streams.
    public struct Entry: Sendable {
        /// `agent/a1`, `stage/public_states/agent/v1`.
        public let owner: String
        /// The seed its key is made of: the cell's, or a stage's own.
        public let seed: UInt64
        /// The Philox key of all its streams.
        public let key: StreamKey
        /// What the numbers are for.
        public let purposes: [Purpose]
    }
}

extension CellPlan {
    /// The seed ledger of the cell and of the stage it asks for; of several replicas, that of the first.
    public var seedLedger: SeedLedger { seedLedger(replicas: 1) }

    /// The seed ledger of so many replicas, the first ones, and of the stage the cell asks for.
    public func seedLedger(replicas shown: Int) -> SeedLedger {
        let acting: [Purpose] = [.initialization, .environment, .action]
        let evaluating: [Purpose] = (evaluation?.isExact ?? true) ? [] : [.evaluation, .evaluationAction]
        func entry(_ owner: String, _ seed: UInt64, _ purposes: [Purpose]) -> SeedLedger.Entry {
            .init(owner: owner, seed: seed, key: StreamKey(seed: seed, owner: owner), purposes: purposes)
        }
        let starts = commonStart.exchanges
        // An exchange draws once for all, whatever the number of roles and agents.
        let drawing = federation.compactMap { language.methods.make($0)?.name }
            .filter { name in starts.contains { $0.values.contains(name) } }
        var entries = copies.prefix(shown).flatMap { copy -> [SeedLedger.Entry] in
            let living = zip(agents, starts).map { agent, start -> SeedLedger.Entry in
                let learning = (agent.learnerType as? any NumberDrawing.Type)?.purposes ?? []
                let own = agent.makeLearner().networks
                // Nothing is left to draw where all networks are the federation's.
                let isDrawn = own.isEmpty || own.contains { start[$0.name] == nil }
                let living = agent.learnerType.isComputed ? [.initialization] : acting
                return entry(
                    copy.owner(ofAgent: agent.name), seed,
                    living.filter { isDrawn || $0 != .initialization } + learning + evaluating)
            }
            return living + drawing.map { entry(copy.owner(ofExchange: $0), seed, [.initialization]) }
        }
        if let publicStates {
            let own = UInt64(publicStates.values["seed"]?.asInteger ?? 0)
            switch publicStates.kind {
            case "rollouts":
                for agent in publicStates.values["of"]?.elements ?? [] {
                    let name = agent["name"]?.asText ?? ""
                    let purposes = acting + [.evaluation, .evaluationAction]
                    entries.append(entry(StreamOwner.virtualAgent(name), own, purposes))
                }
                entries.append(entry(StreamOwner.selection, own, [.sampling]))
            case "uniform": entries.append(entry(StreamOwner.uniform, own, [.sampling]))
            default: break
            }
        }
        return SeedLedger(entries: entries)
    }
}
