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
    }

    private mutating func split(_ arm: String, _ members: [Int]) {
        guard members.contains(where: { cells[$0].settings != cells[members[0]].settings }) else { return }
        let leaves = members.map { index in
            Dictionary(
                cells[index].settings.leaves.map { ($0.path, $0.value) }, uniquingKeysWith: { first, _ in first })
        }
        let paths = cells[members[0]].settings.leaves.map(\.path)
        let others = members.flatMap { cells[$0].settings.leaves.map(\.path) }.filter { leaves[0][$0] == nil }
        var seen: Set<String> = []
        let differing = (paths + others).filter { path in
            seen.insert(path).inserted && leaves.contains { $0[path] != leaves[0][path] }
        }
        let telling = differing.filter { !Self.isDrawn($0, in: leaves) }
        guard !telling.isEmpty else { return }
        var groups: [(values: [CanonicalValue?], members: [Int])] = []
        for (row, index) in members.enumerated() {
            let values = telling.map { leaves[row][$0] }
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
            var parts = path.split(separator: ".")
            if parts.count > 2, parts[0] == "agents" { parts[1] = "*" }
            let (before, after) = (values.0.map(\.json) ?? "the default", values.1.map(\.json) ?? "the default")
            let line = "\(parts.joined(separator: ".")) \(after) for \(before)"
            if !lines.contains(line) { lines.append(line) }
        }
        let shown = lines.prefix(6).joined(separator: ", ")
        return " has \(shown)\(lines.count > 6 ? " and \(lines.count - 6) more" : "")"
    }

    /// Whether a value that differs between cells is one that each seed draws for itself: of a field that takes ranges, unlike
    /// in all cells; a step size only where a cell's agents have unlike ones too, as it is set more often than drawn.
    private static func isDrawn(_ path: String, in cells: [[String: CanonicalValue]]) -> Bool {
        guard let place = DrawablePlace(path) else { return false }
        let values = cells.compactMap { $0[path] }
        guard values.count == cells.count, values.allSatisfy({ $0.asNumber != nil }) else { return false }
        let isWhole = values.allSatisfy { if case .integer = $0 { true } else { false } }
        guard Set(values).count == (isWhole ? max(2, Set(values).count) : values.count) else { return false }
        guard !place.isOfWorld else { return true }
        return cells.allSatisfy { cell in
            Set(cell.filter { $0.key.hasSuffix(place.suffix) && $0.key.hasPrefix("agents.") }.values).count > 1
        }
    }
}
