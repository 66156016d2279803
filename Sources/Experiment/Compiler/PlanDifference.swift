import Determinism

/// What the plans of one spec change against those of another: which finished cells stay valid, and why the others do not.
public struct PlanDifference: Sendable {
    /// By cell: those of the new spec in its order, then those only the old one has.
    public let cells: [CellChange]

    /// One cell on both sides.
    public struct CellChange: Sendable {
        /// `d5/seed-20`.
        public let identifier: String
        /// What became of it.
        public let change: Change
        /// The values that differ, by dotted path.
        public let values: [Value]
    }

    /// What becomes of a cell, by what its differing values shape.
    public enum Change: String, Sendable, CaseIterable {
        /// Only the new spec has it.
        case added
        /// Only the old spec has it; its files stay.
        case removed
        /// The same plan.
        case unchanged
        /// Another state: it runs anew.
        case state
        /// Another record of the same state: it runs anew to be recorded.
        case record
        /// The same cell, longer, or with another early end: a finished run is continued.
        case extent
        /// The same cell, shorter: a run that has got so far is done, and stays as long as it is.
        case shorter
        /// Only what is kept on disk differs: a finished run stays finished, and a lower number of checkpoints is kept.
        case storage
        /// Only words differ: a finished run stays finished.
        case words
    }

    /// Those of some plans that are of the experiments of others; all, where none is: the experiment has another name then.
    ///
    /// A store can hold more experiments than the one that is compared, with arms and seeds of the same names.
    public static func ofSameExperiments(_ old: [CellPlan], as new: [CellPlan]) -> [CellPlan] {
        let names = Set(new.map(\.experiment))
        let same = old.filter { names.contains($0.experiment) }
        return same.isEmpty ? old : same
    }

    /// Compares two sets of plans, cell by cell of equal arm and seed; cells of an experiment of another name are others.
    public init(from all: [CellPlan], to new: [CellPlan]) {
        let old = Self.ofSameExperiments(all, as: new)
        let names = Set(old.map(\.experiment))
        guard new.contains(where: { names.contains($0.experiment) }) || old.isEmpty else {
            cells =
                new.map { CellChange(identifier: $0.identifier, change: .added, values: []) }
                + old.map { CellChange(identifier: $0.identifier, change: .removed, values: []) }
            return
        }
        var before: [String: CellPlan] = [:]
        for plan in old { before[plan.identifier] = plan }
        var cells = new.map { plan in
            guard let other = before[plan.identifier] else {
                return CellChange(identifier: plan.identifier, change: .added, values: [])
            }
            return CellChange(
                identifier: plan.identifier, change: Self.change(from: other, to: plan),
                values: Self.values(from: other.canonical, to: plan.canonical, in: plan.language))
        }
        let kept = Set(new.map(\.identifier))
        for plan in old where !kept.contains(plan.identifier) {
            cells.append(CellChange(identifier: plan.identifier, change: .removed, values: []))
        }
        self.cells = cells
    }

    private static func change(from old: CellPlan, to new: CellPlan) -> Change {
        if old.canonical == new.canonical { return .unchanged }
        if old.cellFingerprint != new.cellFingerprint { return .state }
        if old.recordFingerprint != new.recordFingerprint { return .record }
        if old.extentFingerprint != new.extentFingerprint {
            return old.canonical["stop"] == new.canonical["stop"] && new.rounds <= old.rounds ? .shorter : .extent
        }
        return old.canonical["checkpoint"] != new.canonical["checkpoint"] ? .storage : .words
    }
}

extension CellPlan {
    /// `d5/seed-20`: what identifies the cell within its experiment.
    public var identifier: String { "\(arm)/seed-\(seed)" }
}
