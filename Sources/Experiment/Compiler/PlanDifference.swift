import Config
public import Determinism

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
        /// The same cell, longer or shorter: a finished run is continued.
        case extent
        /// Only what is kept on disk differs: a finished run stays finished, and a lower number of checkpoints is kept.
        case storage
        /// Only words differ: a finished run stays finished.
        case words
    }

    /// A value that differs; nil where one side leaves it to the default.
    public struct Value: Sendable, Equatable {
        /// Where it stands.
        public let path: String
        /// The old spec's.
        public let before: CanonicalValue?
        /// The new spec's.
        public let after: CanonicalValue?
    }

    /// Compares two sets of plans, cell by cell of equal arm and seed.
    public init(from old: [CellPlan], to new: [CellPlan]) {
        var before: [String: CellPlan] = [:]
        for plan in old { before[plan.identifier] = plan }
        var cells = new.map { plan in
            guard let other = before[plan.identifier] else {
                return CellChange(identifier: plan.identifier, change: .added, values: [])
            }
            return CellChange(
                identifier: plan.identifier, change: Self.change(from: other, to: plan),
                values: Self.values(from: other.canonical, to: plan.canonical))
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
        if old.extentFingerprint != new.extentFingerprint { return .extent }
        return old.canonical["checkpoint"] != new.canonical["checkpoint"] ? .storage : .words
    }

    /// The leaves that differ, those of the old plan first where they stand, then new ones.
    public static func values(from old: CanonicalValue, to new: CanonicalValue) -> [Value] {
        let (before, after) = (old.leaves, new.leaves)
        var values: [String: CanonicalValue] = [:]
        for leaf in after { values[leaf.path] = leaf.value }
        var differing: [Value] = []
        var known: Set<String> = []
        for leaf in before {
            known.insert(leaf.path)
            let other = values[leaf.path]
            if other != leaf.value { differing.append(Value(path: leaf.path, before: leaf.value, after: other)) }
        }
        for leaf in after where !known.contains(leaf.path) {
            differing.append(Value(path: leaf.path, before: nil, after: leaf.value))
        }
        var above: Set<String> = []
        for value in differing {
            for (index, letter) in zip(value.path.indices, value.path) where letter == "." {
                above.insert(String(value.path[..<index]))
            }
        }
        // An empty mapping that got its first value, or lost its last one, is no difference of its own.
        return differing.filter { value in
            let lone = value.before ?? value.after
            guard lone == .object([]), value.before == nil || value.after == nil else { return true }
            return !above.contains(value.path)
        }
    }
}

extension CellPlan {
    /// `d5/seed-20`: what identifies the cell within its experiment.
    public var identifier: String { "\(arm)/seed-\(seed)" }
}
