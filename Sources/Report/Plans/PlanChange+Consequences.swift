internal import Experiment

extension PlanChange {
    /// What changes do to streams, parameters, bytes and steps; arms of which the same can be said together.
    static func consequences(from old: [CellPlan], to new: [CellPlan]) -> [String] {
        var lines: [(words: String, arms: [String])] = []
        var arms: Set<String> = []
        let before = Dictionary(old.map { ($0.identifier, $0) }, uniquingKeysWith: { first, _ in first })
        for plan in new where arms.insert(plan.arm).inserted {
            guard let other = before[plan.identifier], other.canonical != plan.canonical else { continue }
            for words in costs(from: other, to: plan) + streams(from: other, to: plan) {
                if let place = lines.firstIndex(where: { $0.words == words }) {
                    lines[place].arms.append(plan.arm)
                } else {
                    lines.append((words, [plan.arm]))
                }
            }
        }
        return lines.map { "\(PlanWords.list($0.arms, of: "arms")): \($0.words)" }
    }

    private static func costs(from old: CellPlan, to new: CellPlan) -> [String] {
        let (one, other) = (old.costs, new.costs)
        func parameters(_ costs: PlanCosts) -> String {
            NumberText.grouped(costs.agents.reduce(0) { $0 + $1.parameters })
        }
        let quantities = [
            ("parameters", parameters(one), parameters(other)),
            (
                "bytes on the wire per cell", NumberText.bytes(Double(one.ledger.total)),
                NumberText.bytes(Double(other.ledger.total))
            ),
            (
                "training steps per cell, at most", NumberText.count(Double(one.trainingStepsBound)),
                NumberText.count(Double(other.trainingStepsBound))
            ),
            (
                "network arithmetic per cell, at most", NumberText.prefixed(one.operationsBound) + "FLOP",
                NumberText.prefixed(other.operationsBound) + "FLOP"
            ),
        ]
        return quantities.filter { $0.1 != $0.2 }.map { "\($0.0) \($0.1) → \($0.2)" }
    }

    private static func streams(from old: CellPlan, to new: CellPlan) -> [String] {
        func keyed(_ plan: CellPlan) -> [String: UInt64] {
            Dictionary(plan.seedLedger.entries.map { ($0.owner, $0.key.word) }, uniquingKeysWith: { first, _ in first })
        }
        let (before, after) = (keyed(old), keyed(new))
        let owners = (old.seedLedger.entries.map(\.owner), new.seedLedger.entries.map(\.owner))
        let added = owners.1.filter { before[$0] == nil }
        let removed = owners.0.filter { after[$0] == nil }
        let changed = owners.1.filter { before[$0] != nil && before[$0] != after[$0] }
        return [("new random streams", added), ("random streams gone", removed), ("other random numbers for", changed)]
            .filter { !$0.1.isEmpty }
            .map { "\($0.0): \(PlanWords.list($0.1, of: "owners"))" }
    }
}
