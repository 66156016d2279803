import Determinism

/// What the plans of one spec change against those of another: which finished cells stay valid, and why the others do not.
public struct PlanDifference: Sendable {
    /// By cell: those of the new spec in its order, then those only the old one has.
    public let cells: [CellChange]
    /// The old plans that are compared: a store can hold more experiments than the new one, with arms and seeds of the same names. All
    /// of them where none is of it: it has another name then.
    public let old: [CellPlan]

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

    /// Compares two sets of plans, cell by cell of equal experiment, arm and seed.
    public init(from all: [CellPlan], to new: [CellPlan]) {
        let names = Set(new.map(\.experiment))
        let same = all.filter { names.contains($0.experiment) }
        old = same.isEmpty ? all : same
        let before = Dictionary(old.map { (Self.name(of: $0), $0) }, uniquingKeysWith: { _, last in last })
        let asked = Set(new.map(Self.name))
        cells =
            new.map { plan in
                guard let other = before[Self.name(of: plan)] else {
                    return CellChange(identifier: plan.identifier, change: .added, values: [])
                }
                return CellChange(
                    identifier: plan.identifier, change: Self.change(from: other, to: plan),
                    values: Self.values(from: other.canonical, to: plan.canonical, in: plan.language))
            }
            + old.filter { !asked.contains(Self.name(of: $0)) }.map {
                CellChange(identifier: $0.identifier, change: .removed, values: [])
            }
    }

    /// What tells a cell from all others of a store.
    private static func name(of plan: CellPlan) -> String { "\(plan.experiment)/\(plan.identifier)" }

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
