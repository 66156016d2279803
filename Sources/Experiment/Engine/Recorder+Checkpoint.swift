import Archive
import Determinism
import Federation
import Learning
import Numerics

extension Recorder {
    /// `/metrics`: what is kept between rounds, and the columns as `<name> [round, agent]` beside `rounds/<name>`.
    ///
    /// NaN stands where nothing was measured. A column with values that were measured and are not finite has
    /// `not_finite/<name>` too, 1 at each of those: others have no such item.
    func tree() throws(ArchiveError) -> ArchiveTree {
        var tree = try ArchiveTree(encoding: state)
        tree.attributes = [
            "about": .text("measures since the previous scheduled checkpoint, [round, agent]; metrics.jsonl has all")
        ]
        for column in columns {
            tree.insert(
                .array(ArchiveArray(shape: column.shape, elements: column.values.map { $0 ?? .nan })), at: column.name)
            tree.insert(.array(ArchiveArray(column.rounds.map { Int64($0) })), at: "rounds/" + column.name)
            let flags = column.values.map { value in value.map { $0.isFinite ? UInt8(0) : 1 } ?? 0 }
            guard flags.contains(1) else { continue }
            tree.insert(.array(ArchiveArray(shape: column.shape, elements: flags)), at: Self.flags + column.name)
        }
        return tree
    }

    /// Continues from `/metrics` of a checkpoint.
    ///
    /// - Parameters:
    ///   - round: the rounds that were trained.
    ///   - keepsColumns: whether the checkpoint was unscheduled, so that its columns are still to be kept.
    ///   - population: the agents, for measures that look at them.
    mutating func restore(
        _ tree: ArchiveTree, round: Int, keepsColumns: Bool, population: Population
    ) throws(ArchiveError) {
        var kept = ArchiveTree()
        for name in ["steps", "crossings", "divergence", "running_sums"] {
            if let node = tree[name] { kept.insert(node, at: name) }
        }
        let found = try ArchiveNode.group(kept).decode(State.self, at: "/metrics")
        if let flaw = flaw(of: found, round: round) { throw ArchiveError(flaw, in: "/metrics", "restore") }
        state = found
        columns = []
        guard keepsColumns else { return }
        let rounds = try Self.group("rounds", of: tree)
        let marked = try Self.group("not_finite", of: tree)
        for name in tree.members.map(\.name) where !CheckpointNames.metrics.contains(name) && rounds[name] == nil {
            throw Self.misfit(name, "no rounds are said to be its rows'")
        }
        for member in marked.members where rounds[member.name] == nil {
            throw Self.misfit(Self.flags + member.name, "there is no column that it is about")
        }
        let widths = widths(population, round: round)
        for member in rounds.members {
            guard let width = widths.first(where: { $0.name == member.name })?.width else {
                throw Self.misfit("rounds/" + member.name, "no measure of this plan has such a column")
            }
            columns.append(try Self.column(member.name, width: width, upTo: round, of: tree))
        }
    }

    /// What no run to the end of a round can have kept; nil where nothing is wrong.
    private func flaw(of state: State, round: Int) -> Flaw? {
        guard state.crossings.count == crossings.count else {
            return Flaw(
                at: "crossings", "this plan has \(crossings.count) measures that cross, not \(state.crossings.count)")
        }
        let agents = plan.agents.count * plan.replicas
        if let flaw = state.divergence?.flaw(agents: agents, measures: measures.count, round: round) {
            return flaw.under("divergence")
        }
        if let flaw = flaw(ofSums: state.runningSums) { return flaw }
        return crossings.indices.lazy.compactMap { index in
            crossings[index].flaw(of: state.crossings[index], agents: agents, round: round)?
                .under("crossings/\(index)")
        }.first
    }

    /// The same of what measures sum up.
    private func flaw(ofSums found: [RunningSums]?) -> Flaw? {
        let own = state.runningSums ?? []
        guard (found ?? []).count == own.count else {
            return Flaw(
                at: "running_sums", "this plan has \(own.count) measures that sum up rounds, not \((found ?? []).count)"
            )
        }
        return own.indices.lazy.compactMap { found?[$0].flaw(as: own[$0])?.under("running_sums/\($0)") }.first
    }

    /// The columns that measures of this plan fill, with the numbers of a row: as they are of a round without any return.
    private func widths(_ population: Population, round: Int) -> [(name: String, width: Int)] {
        let none = [Double](repeating: .nan, count: plan.agents.count)
        let evaluation = plan.evaluation.map { evaluation in
            (0..<plan.replicas).map { _ in evaluation.worlds.map { WorldReturns(name: $0, returns: [none]) } }
        }
        let report = RoundReport(
            returns: population.names.map { _ in nil }, evaluation: evaluation, ledger: Ledger(),
            directions: plan.directions, crossed: [])
        return measures.flatMap { name, measure, probe -> [(name: String, width: Int)] in
            let value = probe?.value(of: population, round: round) ?? measure.value(of: report)
            return value?.columns(name).map { ($0.name, $0.values.count) } ?? []
        }
    }

    private static func column(
        _ name: String, width: Int, upTo round: Int, of tree: ArchiveTree
    ) throws(ArchiveError) -> Column {
        guard case .array(let rounds)? = tree["rounds/" + name], rounds.shape.count == 1,
            let numbers = rounds.elements(as: Int.self),
            zip([0] + numbers, numbers + [round + 1]).allSatisfy({ $0 < $1 })
        else { throw misfit("rounds/" + name, "its rounds do not rise from 1 to at most \(round)") }
        guard case .array(let array)? = tree[name], array.shape == [numbers.count, width],
            let values = array.elements(as: Double.self)
        else { throw misfit(name, "it is not f64 [\(numbers.count), \(width)], a row for each of its rounds") }
        var known = values.map { $0.isNaN ? nil : Optional($0) }
        if let node = tree[flags + name] {
            guard case .array(let array) = node, array.shape == [numbers.count, width],
                let marks = array.elements(as: UInt8.self)
            else { throw misfit(flags + name, "it is not u8 [\(numbers.count), \(width)], as the column it is about") }
            guard zip(marks, values).allSatisfy({ $0 <= 1 && ($0 == 0) == ($1.isFinite || $1.isNaN && $0 == 0) }) else {
                throw misfit(flags + name, "it is 1 at a finite number, or at no infinite one")
            }
            for index in marks.indices where marks[index] == 1 { known[index] = values[index] }
        }
        return Column(name: name, rounds: numbers, values: known)
    }

    /// A group of `/metrics`; empty where there is none.
    private static func group(_ name: String, of tree: ArchiveTree) throws(ArchiveError) -> ArchiveTree {
        switch tree[name] {
        case nil: return ArchiveTree()
        case .group(let group): return group
        default: throw misfit(name, "it is no group")
        }
    }

    private static func misfit(_ path: String, _ what: String) -> ArchiveError {
        ArchiveError("/metrics/" + path, "restore", .mismatch(what))
    }

    private static let flags = "not_finite/"
}

extension Recorder.Column {
    /// Rows, and values in each.
    fileprivate var shape: [Int] { [rounds.count, values.count / max(rounds.count, 1)] }
}
