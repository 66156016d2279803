/// An arm's name in its parts: `d,every=10,N=3` is the arm `d` at two levels of a sweep.
struct ArmName: Equatable {
    /// The arm as the spec calls it.
    let stem: String
    /// `every=10`, `N=3`: the sweep's factors with their levels, in the spec's order.
    let levels: [String]

    init(_ name: String) {
        let parts = name.split(separator: ",").map(String.init)
        stem = parts.filter { !$0.contains("=") }.joined(separator: ",")
        levels = parts.filter { $0.contains("=") }
    }
}

/// What arms are compared with: one arm for all, or for each the cells of one arm that have its own sweep values.
struct Baseline: Equatable {
    /// What it is called.
    let name: String
    /// The arms that are baselines.
    let arms: [String]

    /// The baseline of a name among the names of all arms: that very arm, or all of that stem; nil where there is none.
    init?(_ name: String, among arms: [String]) {
        self.name = name
        self.arms = arms.contains(name) ? [name] : arms.filter { ArmName($0).stem == name }
        if self.arms.isEmpty { return nil }
    }

    /// Whether each arm has a baseline of its own sweep values.
    var isCrossed: Bool { arms != [name] }

    /// What an arm is compared with: the baseline whose sweep values are all the arm's own. A factor that does not apply to the
    /// baseline tells nothing apart there. Nil where no one arm is meant.
    func counterpart(of arm: String) -> String? {
        guard !arms.contains(arm) else { return nil }
        guard isCrossed else { return name }
        let levels = ArmName(arm).levels
        let fitting = arms.filter { ArmName($0).levels.allSatisfy(levels.contains) }
        return fitting.count == 1 ? fitting[0] : nil
    }
}
