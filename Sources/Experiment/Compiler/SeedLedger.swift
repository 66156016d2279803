public import Determinism
import Federation
import Learning

/// Which random stream feeds what: everything random in a cell, by owner.
///
/// What kinds draw they say themselves (``Configurable``): agents' learners, exchanges and measures by the purposes they add to
/// an agent's streams, worlds, learners, measures and sources of public states by owners of their own. Listed is who may draw; a run
/// that ends early, or never explores, opens fewer streams.
public struct SeedLedger: Sendable {
    /// The owners: agents, exchanges that agents start from, what makes public states, ranges, worlds and learners with
    /// draws of their own.
    public let entries: [RandomSource]

    /// The same without those that draw what is listed already.
    init(_ entries: [RandomSource]) {
        var known: Set<RandomSource> = []
        self.entries = entries.filter { known.insert($0).inserted }
    }

    /// The same with who drew the numbers of the plan, which a plan by itself does not know.
    public func adding(_ draws: [RandomSource]) -> SeedLedger { SeedLedger(entries + draws) }
}

extension CellPlan {
    /// The seed ledger of the cell and of the stage it asks for; of several replicas, that of the first.
    public var seedLedger: SeedLedger { seedLedger(replicas: 1) }

    /// The seed ledger of so many replicas, the first ones, and of the stage the cell asks for.
    public func seedLedger(replicas shown: Int) -> SeedLedger {
        let starts = commonStart.exchanges
        let compositions = compositions
        // An exchange draws first networks once for all, whatever the number of roles and agents.
        let exchanges = compositions.map { composition in
            let isStart = starts.contains { $0.values.contains(composition.name) }
            return (composition.name, (isStart ? [.initialization] : []) + composition.ownPurposes)
        }.filter { !$0.1.isEmpty }
        var serving = (evaluation?.isExact ?? true) ? [] : [Purpose.evaluation, .evaluationAction]
        serving += compositions.flatMap(\.purposes)
        serving += measures.flatMap { type(of: language.measures.make($0.measure)).purposes }
        let copies = copies.prefix(shown)
        let living = copies.flatMap { copy -> [RandomSource] in
            zip(agents, starts).map { agent, start in
                RandomSource(
                    copy.owner(ofAgent: agent.name), seed: seed, (agent.trainingPurposes(start) + serving).distinct)
            } + exchanges.map { RandomSource(copy.owner(ofExchange: $0), seed: seed, $1) }
        }
        let prepared = publicStates.map { language.publicStateSources.randomSources(of: $0) } ?? []
        let probed = measures.flatMap { language.measures.randomSources(of: $0.measure) }
        let worlds = language.environments
        let made = copies.flatMap { copy in
            copy.agents.flatMap(\.randomSources)
                + copy.worlds.flatMap { $0.environments.flatMap { worlds.randomSources(of: $0) } }
        }
        return SeedLedger(
            living + prepared + probed + copies.flatMap(\.draws) + made + worlds.randomSources(of: nominalEnvironment))
    }
}

extension [Purpose] {
    fileprivate var distinct: [Purpose] {
        var known: Set<Purpose> = []
        return filter { known.insert($0).inserted }
    }
}
