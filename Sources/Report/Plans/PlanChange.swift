public import Determinism
internal import Diagnostics
public import Experiment

/// What one spec changes against another, or against what has been run: cells, values, streams, costs.
public struct PlanChange: Sendable {
    private let old: [CellPlan]
    private let new: [CellPlan]
    private let difference: PlanDifference

    /// A comparison of plans.
    public init(from old: [CellPlan], to new: [CellPlan]) {
        self.old = old
        self.new = new
        difference = PlanDifference(from: old, to: new)
    }

    /// For people: cells grouped by what becomes of them and why.
    public var text: String {
        var text = ""
        for group in groups {
            let names = group.cells.prefix(8).joined(separator: ", ") + (group.cells.count > 8 ? ", …" : "")
            text += "\(Self.sentence(group.change, count: group.cells.count)): \(VisibleText.line(names))\n"
            for value in group.values { text += "  \(PlanWords.line(value))\n" }
        }
        let consequences = self.consequences
        return text + (consequences.isEmpty ? "" : "\n" + consequences.map { "\($0)\n" }.joined())
    }

    /// For programs: every cell with its values.
    public var json: CanonicalValue {
        let cells = difference.cells.map { cell in
            let values = cell.values.map { value in
                CanonicalValue.object(sorting: [
                    ("path", .text(value.path)), ("before", value.before ?? .null), ("after", value.after ?? .null),
                ])
            }
            return CanonicalValue.object(sorting: [
                ("cell", .text(cell.identifier)), ("change", .text(cell.change.rawValue)), ("values", .list(values)),
            ])
        }
        return .object(sorting: [
            ("cells", .list(cells)), ("consequences", .list(consequences.map(CanonicalValue.text))),
        ])
    }

    private struct Group {
        let change: PlanDifference.Change
        let values: [PlanDifference.Value]
        var cells: [String]
    }

    /// Cells with the same change for the same reason.
    private var groups: [Group] {
        var groups: [Group] = []
        for cell in difference.cells {
            if let index = groups.firstIndex(where: { $0.change == cell.change && $0.values == cell.values }) {
                groups[index].cells.append(cell.identifier)
            } else {
                groups.append(Group(change: cell.change, values: cell.values, cells: [cell.identifier]))
            }
        }
        return groups
    }

    private static func sentence(_ change: PlanDifference.Change, count: Int) -> String {
        let cells = "\(count) cell\(count == 1 ? "" : "s")"
        return switch change {
        case .added: "\(cells) added"
        case .removed: "\(cells) no longer asked for (files stay)"
        case .unchanged: "\(cells) unchanged: finished runs stay valid"
        case .state: "\(cells) with another state: to be run anew"
        case .record: "\(cells) with another record of the same state: to be run anew to be recorded"
        case .extent: "\(cells) of another length: finished runs are continued"
        case .storage: "\(cells) with other checkpoints only: finished runs stay valid"
        case .words: "\(cells) with other words only: finished runs stay valid"
        }
    }

    /// What the changes do to streams, parameters, bytes and steps, by arm.
    private var consequences: [String] {
        var lines: [String] = []
        var arms: [String] = []
        for plan in new where !arms.contains(plan.arm) {
            arms.append(plan.arm)
            guard let before = old.first(where: { $0.identifier == plan.identifier }),
                before.canonical != plan.canonical
            else { continue }
            let (one, other) = (before.costs, plan.costs)
            func note(_ what: String, _ before: String, _ after: String) {
                if before != after { lines.append("\(plan.arm): \(what) \(before) → \(after)") }
            }
            note(
                "parameters", NumberText.grouped(one.agents.reduce(0) { $0 + $1.parameters }),
                NumberText.grouped(other.agents.reduce(0) { $0 + $1.parameters }))
            note(
                "bytes on the wire per cell", NumberText.bytes(Double(one.ledger.total)),
                NumberText.bytes(Double(other.ledger.total)))
            note(
                "training steps per cell, at most", NumberText.count(Double(one.trainingStepsBound)),
                NumberText.count(Double(other.trainingStepsBound)))
            note(
                "network arithmetic per cell, at most", NumberText.prefixed(one.operationsBound) + "FLOP",
                NumberText.prefixed(other.operationsBound) + "FLOP")
            lines += streams(from: before, to: plan)
        }
        return lines
    }

    private func streams(from old: CellPlan, to new: CellPlan) -> [String] {
        let before = old.seedLedger.entries
        let after = new.seedLedger.entries
        let added = after.filter { entry in !before.contains { $0.owner == entry.owner } }.map(\.owner)
        let removed = before.filter { entry in !after.contains { $0.owner == entry.owner } }.map(\.owner)
        let changed = after.filter { entry in
            before.contains { $0.owner == entry.owner && $0.key != entry.key }
        }.map(\.owner)
        return [("new random streams", added), ("random streams gone", removed), ("other random numbers for", changed)]
            .filter { !$0.1.isEmpty }
            .map { "\(new.arm): \($0.0): \($0.1.joined(separator: ", "))" }
    }
}
