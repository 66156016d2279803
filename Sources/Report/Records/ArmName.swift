/// An arm's name in its parts: `d,every=10,N=3` is the arm `d` at two levels of a sweep.
struct ArmName: Equatable {
    /// The arm as the spec calls it.
    let stem: String
    /// `every=10`, `N=3`: the sweep's factors with their levels, in the spec's order.
    let levels: [String]
    /// Which of several unlike plans under this name; nil where there is one.
    let plan: Int?
    /// The name without that.
    let whole: String

    /// `nofed (plan 2)`: one of several unlike plans under a name.
    static func split(_ name: String, plan: Int) -> String { "\(name) (plan \(plan))" }

    /// `every` of `every=10`.
    static func factor(_ level: String) -> String { String(level.prefix { $0 != "=" }) }

    init(_ name: String) {
        let number = name.hasSuffix(")") ? name.split(separator: " ").last.flatMap { Int($0.dropLast()) } : nil
        plan = number.flatMap { name.hasSuffix(Self.split("", plan: $0)) ? $0 : nil }
        whole = plan.map { String(name.dropLast(Self.split("", plan: $0).count)) } ?? name
        let parts = whole.split(separator: ",").map(String.init)
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
    /// Why it was chosen; nil where somebody named it.
    var reason: String?

    /// The arms again, for finding one.
    private let members: Set<String>
    /// The arms of the plans that most cells have, by the factors they are at levels of: few sets of them, often one.
    private let crossings: [Crossing]

    /// Arms at levels of the same factors, by the levels.
    private struct Crossing: Equatable {
        let factors: [String]
        var arms: [[String]: [String]] = [:]
    }

    /// The baseline of a name among the names of all arms: that very arm, or all of that stem; nil where there is none.
    init?(_ name: String, among arms: [String]) {
        self.name = name
        let named = arms.filter { $0 == name || ArmName($0).whole == name }
        let arms = named.isEmpty ? arms.filter { ArmName($0).stem == name } : named
        self.arms = arms
        members = Set(arms)
        var crossings: [Crossing] = []
        var places: [[String]: Int] = [:]
        for arm in arms {
            let parts = ArmName(arm)
            // Of unlike plans the first counts, which most cells have.
            guard (parts.plan ?? 1) == 1 else { continue }
            let factors = parts.levels.map(ArmName.factor)
            let place = places[factors] ?? crossings.count
            if place == crossings.count {
                places[factors] = place
                crossings.append(Crossing(factors: factors))
            }
            crossings[place].arms[parts.levels, default: []].append(arm)
        }
        self.crossings = crossings
        if arms.isEmpty { return nil }
    }

    /// Whether an arm is one of the baselines.
    func contains(_ arm: String) -> Bool { members.contains(arm) }

    /// Chosen from the plans, whatever was measured: the arm without exchanges; nil, with a sentence, where there is none or
    /// more than one.
    static func chosen(among names: [String], alone: [String]) -> (baseline: Baseline?, remark: String?) {
        guard names.count > 1 else { return (nil, nil) }
        let stems = distinct(alone.lazy.map { ArmName($0).stem })
        let advice = "no baseline was chosen and no gains are given; --baseline ARM names one"
        guard let stem = stems.first else { return (nil, "In every arm agents exchange something: \(advice).") }
        guard stems.count == 1 else {
            let list = stems.prefix(4).joined(separator: ", ") + (stems.count > 4 ? ", …" : "")
            return (nil, "Several arms have no exchanges (\(list)): \(advice).")
        }
        // An arm of the same name that exchanges at some of its sweep values is no baseline there.
        let whole = Baseline(stem, among: names).flatMap { $0.arms.allSatisfy(Set(alone).contains) ? $0 : nil }
        guard var baseline = whole ?? (alone.count == 1 ? Baseline(alone[0], among: names) : nil) else {
            let places =
                differsByStage(stem, names, alone)
                ? "in some of its stages and not in others" : "at some of its sweep values and at others not"
            return (nil, "'\(stem)' exchanges \(places): \(advice).")
        }
        guard baseline.arms.count < names.count else {
            return (nil, "No arm has exchanges: \(advice).")
        }
        baseline.reason = "the arm without exchanges"
        return (baseline, nil)
    }

    /// Whether the arms of a stem exchange or do not by their stage alone, the second ones being named by `adaptation`.
    private static func differsByStage(_ stem: String, _ names: [String], _ alone: [String]) -> Bool {
        let alone = Set(alone)
        let own = names.filter { ArmName($0).stem == stem }
        let stages = Dictionary(grouping: own) { ArmName($0).levels.contains { ArmName.factor($0) == "adaptation" } }
        return stages.count == 2
            && [false, true].allSatisfy { Set((stages[$0] ?? []).map(alone.contains)).count == 1 }
    }

    /// Whether each arm has a baseline of its own sweep values.
    var isCrossed: Bool { arms != [name] }

    /// What an arm is compared with: the baseline whose sweep values are all the arm's own. A factor that does not apply to the
    /// baseline tells nothing apart there. Nil where no one arm is meant.
    func counterpart(of arm: String) -> String? {
        guard !contains(arm) else { return nil }
        guard isCrossed else { return name }
        let own = Dictionary(
            ArmName(arm).levels.map { (ArmName.factor($0), $0) }, uniquingKeysWith: { first, _ in first })
        let fitting = crossings.flatMap { crossing in
            let levels = crossing.factors.compactMap { own[$0] }
            return levels.count == crossing.factors.count ? crossing.arms[levels] ?? [] : []
        }
        return fitting.count == 1 ? fitting[0] : nil
    }
}
