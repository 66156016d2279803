public import Determinism
internal import Experiment

extension PlanPage {
    /// Everything for programs: the tables as objects, the byte ledgers by exchange, and the canonical plan of every cell.
    public var json: CanonicalValue {
        .object(sorting: [
            ("experiment", .text(plans[0].experiment)), ("about", about.map(CanonicalValue.text) ?? .null),
            ("stages", stages.json), ("schedule", .list(arms.map(schedule))), ("costs", costs.json),
            ("ledger", .list(arms.map(ledger))), ("agents", .list(arms.map(agentList))),
            ("seeds", .list(plans.map(streams))), ("cells", .list(plans.map(cell))),
        ])
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

    private func ledger(_ plan: CellPlan) -> CanonicalValue {
        let costs = plan.costs
        let lines = costs.ledger.entries.map { line in
            CanonicalValue.object(sorting: [
                ("exchange", .text(line.exchange)), ("direction", .text(line.direction.rawValue)),
                ("kind", .text(line.kind)), ("bytes", .integer(line.bytes)),
            ])
        }
        return .object(sorting: [
            ("arm", .text(plan.arm)), ("exact", .boolean(costs.isLedgerExact)), ("lines", .list(lines)),
        ])
    }

    private func agentList(_ plan: CellPlan) -> CanonicalValue {
        .object(sorting: [
            ("arm", .text(plan.arm)), ("seed", .integer(Int(plan.seed))), ("agents", agents(of: plan).json),
        ])
    }

    private func streams(_ plan: CellPlan) -> CanonicalValue {
        .object(sorting: [("cell", .text(plan.identifier)), ("streams", seeds(of: plan).json)])
    }

    private func cell(_ plan: CellPlan) -> CanonicalValue {
        .object(sorting: [
            ("cell", .text(plan.identifier)), ("directory", .text("\(store)/\(plan.directory)")),
            ("cell_fingerprint", .text(plan.cellFingerprint.hexadecimal)),
            ("record_fingerprint", .text(plan.recordFingerprint.hexadecimal)), ("plan", plan.canonical),
        ])
    }
}
