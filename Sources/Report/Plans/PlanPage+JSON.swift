public import Determinism
internal import Experiment

extension PlanPage {
    /// Everything for programs: the tables as objects, the byte ledgers by exchange, and the canonical plan of every cell.
    ///
    /// Of several replicas, agents, worlds and streams of every one.
    ///
    /// - Parameter jobs: adds the memory of so many cells at a time.
    public func json(jobs: Int? = nil) -> CanonicalValue {
        let worlds = arms.filter { $0.replicas > 1 }.flatMap(worldLists)
        return .object(
            sorting: (worlds.isEmpty ? [] : [("worlds", .list(worlds))]) + clockMembers + liarsForPrograms
                + (privacyLists.map { [("privacy", $0)] } ?? []) + memory(jobs: jobs) + [
                    ("experiment", .text(plans[0].experiment)), ("about", about.map(CanonicalValue.text) ?? .null),
                    ("stages", stages.json), ("schedule", .list(arms.map(schedule))), ("costs", costs.json),
                    ("ledger", .list(arms.map(ledger))), ("memory", .list(arms.map(memory))),
                    ("agents", .list(arms.flatMap(agentLists))),
                    ("seeds", .list(zip(plans, draws).map(streams))), ("cells", .list(plans.map(cell))),
                ])
    }

    /// Nothing where nobody lies.
    private var liarsForPrograms: [(String, CanonicalValue)] {
        let liars = liars
        return liars.rows.isEmpty ? [] : [("liars", liars.json)]
    }

    private func schedule(_ plan: CellPlan) -> CanonicalValue {
        let phases = plan.schedule.phases.map { phase in
            CanonicalValue.object(sorting: [
                ("phase", .text(phase.name)), ("exchange", phase.exchange.map(CanonicalValue.text) ?? .null),
                ("period", .integer(phase.period)), ("count", .integer(phase.count)),
            ])
        }
        return .object(sorting: [("arm", .text(plan.arm)), ("phases", .list(phases))])
    }

    /// What takes memory at the peak, most first; what takes nothing is left out.
    private func memory(_ plan: CellPlan) -> CanonicalValue {
        let forecast = plan.memory
        let parts = forecast.parts.map { ($0.name, $0.bytes) } + [("the program", MemoryForecast.program)]
        let lines = parts.filter { $0.1 >= 1 }.map { name, bytes in
            CanonicalValue.object(sorting: [("part", .text(name)), ("bytes", Self.whole(bytes))])
        }
        return .object(sorting: [
            ("arm", .text(plan.arm)), ("bytes", Self.whole(forecast.bytes)), ("parts", .list(lines)),
        ])
    }

    private func memory(jobs: Int?) -> [(String, CanonicalValue)] {
        guard let jobs else { return [] }
        let bytes = MemoryBudget(plans).bytes(jobs: jobs)
        return [("memory_of_jobs", .object(sorting: [("jobs", .integer(jobs)), ("bytes", Self.whole(bytes))]))]
    }

    private static func whole(_ bytes: Double) -> CanonicalValue { .integer(Int(exactly: bytes.rounded()) ?? .max) }

    private func ledger(_ plan: CellPlan) -> CanonicalValue {
        let costs = costs(of: plan)
        let least = costs.least.entries
        let lines = costs.ledger.entries.enumerated().map { index, line in
            CanonicalValue.object(sorting: [
                ("exchange", .text(line.exchange)), ("direction", .text(line.direction.rawValue)),
                ("kind", .text(line.kind)), ("bytes", .integer(line.bytes)),
                ("at_least", .integer(least[index].bytes)),
            ])
        }
        return .object(sorting: [
            ("arm", .text(plan.arm)), ("exact", .boolean(costs.isLedgerExact)), ("wire", .text(Self.words(of: costs))),
            ("lines", .list(lines)),
            ("oracle_knowledge", .list(plan.oracleKnowledge.map(CanonicalValue.text))),
        ])
    }

    private func agentLists(_ plan: CellPlan) -> [CanonicalValue] {
        (1...plan.replicas).map { replica in
            .object(sorting: place(plan, replica) + [("agents", agents(of: plan, replica: replica).json)])
        }
    }

    /// What each replica of a plan drew for the sets of worlds, which the plan itself leaves open.
    private func worldLists(_ plan: CellPlan) -> [CanonicalValue] {
        plan.copies.enumerated().flatMap { index, copy in
            copy.worlds.map { set in
                let worlds = set.environments.map { CanonicalValue.object([.init($0.kind, $0.values)]) }
                return .object(
                    sorting: place(plan, index + 1) + [("set", .text(set.name)), ("environments", .list(worlds))])
            }
        }
    }

    private func place(_ plan: CellPlan, _ replica: Int) -> [(String, CanonicalValue)] {
        [("arm", .text(plan.arm)), ("seed", .integer(Int(plan.seed)))]
            + (plan.replicas > 1 ? [("replica", .integer(replica))] : [])
    }

    private func streams(_ plan: CellPlan, _ draws: [RandomSource]) -> CanonicalValue {
        let ledger = plan.seedLedger(replicas: plan.replicas).adding(draws)
        return .object(sorting: [("cell", .text(plan.identifier)), ("streams", seeds(of: ledger).json)])
    }

    private func cell(_ plan: CellPlan) -> CanonicalValue {
        .object(sorting: [
            ("cell", .text(plan.identifier)), ("directory", .text("\(store)/\(plan.directory)")),
            ("cell_fingerprint", .text(plan.cellFingerprint.hexadecimal)),
            ("record_fingerprint", .text(plan.recordFingerprint.hexadecimal)), ("plan", plan.canonical),
        ])
    }
}
