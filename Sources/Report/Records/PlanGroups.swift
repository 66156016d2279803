internal import Config
internal import Determinism
internal import Experiment

/// The cells of an arm whose plans are alike but for their seed and what is drawn from it: only those belong in one mean.
///
/// A seed that was run anew with another step size, or fewer rounds, is a cell of another experiment under the same name.
struct PlanGroups {
    /// The cells, those of an arm with unlike plans renamed: `nofed (plan 1)`, the plan of most of its cells first.
    private(set) var cells: [CellRecord]
    /// Which arms are shown apart, and what tells their plans apart.
    private(set) var remarks: [String] = []
    private var specs = EmbeddedSpecs()

    /// Looks through all arms.
    init(_ cells: [CellRecord]) {
        self.cells = cells
        var places: [String: [Int]] = [:]
        var names: [String] = []
        for (index, cell) in cells.enumerated() {
            if places[cell.arm] == nil { names.append(cell.arm) }
            places[cell.arm, default: []].append(index)
        }
        for name in names { split(name, places[name] ?? []) }
        remarkOnSpecs(of: names.map { ($0, places[$0] ?? []) })
    }

    /// Arms are compared as parts of one spec. Where they were run from unlike texts of it, what tells them apart may be more
    /// than what the arms say: the text of most cells, and which arms have cells of another, with the rounds planned there.
    private mutating func remarkOnSpecs(of arms: [(name: String, members: [Int])]) {
        let texts = arms.map { arm in Set(arm.members.compactMap { cells[$0].spec?.text }) }
        guard arms.count > 1, texts.allSatisfy({ !$0.isEmpty }), texts.contains(where: { $0 != texts[0] }) else {
            return
        }
        let rounds = arms.map { arm in
            Set(arm.members.map { cells[$0].plannedRounds }).sorted().map(String.init).joined(separator: " and ")
        }
        let words =
            Set(rounds).count == 1
            ? "all of \(rounds[0]) rounds"
            : zip(arms, rounds).map { "\($0.name) of \($1) rounds" }.joined(separator: ", ")
        remarks.append(
            "Arms were run from unlike texts of the spec and may differ in more than what the arms say: \(words).")
    }

    private mutating func split(_ arm: String, _ members: [Int]) {
        guard members.contains(where: { cells[$0].settings != cells[members[0]].settings }) else { return }
        let leaves = members.map { SettingLeaves(cells[$0], &specs) }
        let comparison = PlanComparison(leaves)
        if !comparison.assumed.isEmpty {
            let seeds = zip(members, leaves).filter { !$1.isKnown }.map { cells[$0.0].seed }.sorted()
            remarks.append(Self.undecided(arm, comparison.assumed, seeds))
        }
        let telling = comparison.telling
        guard !telling.isEmpty else { return }
        var groups: [(values: [CanonicalValue?], members: [Int])] = []
        for (row, index) in members.enumerated() {
            let values = telling.map { leaves[row].token($0) }
            if let group = groups.firstIndex(where: { $0.values == values }) {
                groups[group].members.append(index)
            } else {
                groups.append((values, [index]))
            }
        }
        func seeds(_ group: [Int]) -> [Int] { group.map { cells[$0].seed }.sorted() }
        groups.sort { one, other in
            (-one.members.count, seeds(one.members)[0]) < (-other.members.count, seeds(other.members)[0])
        }
        var words: [String] = []
        for (number, group) in groups.enumerated() {
            let list = seeds(group.members).map(String.init).joined(separator: ", ")
            let changes = number == 0 ? "" : Self.changes(telling, groups[0].values, group.values)
            words.append("plan \(number + 1) (\(group.members.count == 1 ? "seed" : "seeds") \(list))\(changes)")
        }
        for (number, group) in groups.enumerated() {
            for index in group.members { cells[index].arm = ArmName.split(arm, plan: number + 1) }
        }
        remarks.append("The cells of \(arm) have unlike plans and are shown apart: \(words.joined(separator: "; ")).")
    }

    /// ` has agents.*.optimizers.actor.adam.learning_rate 0.002 for 0.001, rounds 10 for 20`; agents that change alike together.
    private static func changes(_ paths: [String], _ old: [CanonicalValue?], _ new: [CanonicalValue?]) -> String {
        var lines: [String] = []
        for (path, values) in zip(paths, zip(old, new)) where values.0 != values.1 {
            let line = "\(common(path)) \(words(values.1, at: path)) for \(words(values.0, at: path))"
            if !lines.contains(line) { lines.append(line) }
        }
        let shown = lines.prefix(6).joined(separator: ", ")
        return " has \(shown)\(lines.count > 6 ? " and \(lines.count - 6) more" : "")"
    }

    /// That nothing tells of some numbers whether they were drawn, or changed by hand between seeds.
    private static func undecided(_ arm: String, _ paths: [String], _ seeds: [Int]) -> String {
        var names: [String] = []
        for path in paths.map(subject) where !names.contains(path) { names.append(path) }
        let shown =
            names.prefix(6).joined(separator: ", ") + (names.count > 6 ? " and \(names.count - 6) more" : "")
        let list =
            seeds.prefix(6).map(String.init).joined(separator: ", ")
            + (seeds.count > 6 ? " and \(seeds.count - 6) more" : "")
        return "Whether \(shown) of \(arm) \(names.count == 1 ? "was" : "were") drawn is not known for "
            + "\(seeds.count == 1 ? "seed" : "seeds") \(list), of which no checkpoint has a spec that gives the plan; "
            + "\(names.count == 1 ? "it is" : "they are") taken as drawn."
    }

    /// The path with `*` for the agent's name.
    private static func common(_ path: String) -> String {
        var parts = path.split(separator: ".")
        if parts.count > 2, parts[0] == "agents" { parts[1] = "*" }
        return parts.joined(separator: ".")
    }

    /// What a path is about: a set of worlds as a whole, or one number of agents.
    private static func subject(_ path: String) -> String {
        guard path.hasPrefix(SettingLeaves.worlds) else { return common(path) }
        return path.split(separator: ".").prefix(2).joined(separator: ".")
    }

    private static func words(_ value: CanonicalValue?, at path: String) -> String {
        guard let value else { return path.hasPrefix(SettingLeaves.worlds) ? "no such value" : "the default" }
        if path.hasPrefix(SettingLeaves.measures), let text = value.asText { return text }
        return value.json
    }
}
