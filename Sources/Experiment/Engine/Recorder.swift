import Archive
import Determinism
import Federation
import Learning
import Numerics

/// Turns rounds into rows of the record, and keeps what measures need between rounds.
///
/// A row is one JSON object: `round`, cumulative `steps`, one member per measure, the `trace`, and `diverged` once something
/// is not finite. In it null stands where nothing was measured, and `"nan"`, `"inf"`, `"-inf"` for what was and is not finite.
/// A checkpoint holds the rows since the previous scheduled one as columns, so memory stays flat however long a run is.
struct Recorder {
    private let measures: [(name: String, measure: any Measure, probe: (any Probe)?)]
    private let plan: CellPlan
    /// Those of the measures that have one, in the plan's order.
    private let crossings: [Crossing]
    /// The measures that say how well agents do, by their place in the plan: what is the same whatever agents learn says
    /// nothing of them where it is not finite.
    private let telling: [Int]
    /// Which of the measures with a crossing ends the run, and by which rule.
    private let stop: (index: Int, crossing: Crossing)?
    private(set) var state = State(steps: 0, crossings: [])
    /// The columns since the previous scheduled checkpoint.
    private(set) var columns: [Column] = []

    /// What is checkpointed.
    struct State: Persistent, Equatable {
        /// Environment steps of all agents since the start.
        var steps: Int
        /// By measure with a crossing, in the plan's order.
        var crossings: [Crossing.Progress]
        /// What is not finite any more; nil, and no part of the checkpoint, while all is.
        var divergence: CellDivergence.State?

        var flaw: Flaw? { .count("steps", steps) }
    }

    /// `rounds.count × width` numbers of one measure, nil where nothing was measured.
    struct Column {
        let name: String
        var rounds: [Int] = []
        var values: [Double?] = []
    }

    init(_ plan: CellPlan) {
        let measures: [(name: String, measure: any Measure, probe: (any Probe)?)] = plan.measures.map {
            let measure = Measures.catalogue.make($0.measure)
            return ($0.name, measure, measure.probe(plan))
        }
        self.measures = measures
        self.plan = plan
        telling = measures.indices.filter { type(of: measures[$0].measure).direction != .describes }
        let crossings = measures.compactMap { named in named.measure.crossing.map { (name: named.name, crossing: $0) } }
        self.crossings = crossings.map(\.crossing)
        stop = crossings.firstIndex { $0.name == plan.stop }.map { ($0, crossings[$0].crossing) }
        state.crossings = crossings.map { $0.crossing.start(agents: plan.agents.count * plan.replicas) }
    }

    /// Whether the run has come to the end its rule wants: the measure is reached, by all it is asked of, or agents have
    /// diverged.
    var isStopped: Bool {
        stop.map { !$0.crossing.result(state.crossings[$0.index]).contains(nil) } ?? false
            || plan.stopsWhenDiverged?.holds(state.divergence) ?? false
    }

    /// What is not finite any more; nil while all is.
    var divergence: CellDivergence? { divergedMember.flatMap { CellDivergence(row: .object([$0])) } }

    private var divergedMember: CanonicalValue.Member? {
        state.divergence.map {
            .init(CellDivergence.key, $0.canonical(agents: plan.titles, measures: measures.map(\.name)))
        }
    }

    /// Whether the run would be at its end under another plan with the same measures.
    func isStopped(under plan: CellPlan) -> Bool {
        guard plan.stopRule != self.plan.stopRule else { return isStopped }
        var other = Recorder(plan)
        guard other.state.crossings.count == state.crossings.count else { return false }
        other.state = state
        return other.isStopped
    }

    /// Takes in one round; returns its row where the plan wants one. The round that ends the run has one too.
    ///
    /// - Parameters:
    ///   - evaluation: returns by replica and name of the worlds, where the round was evaluated.
    ///   - population: the agents, for measures that look at them, for the trace and to see whether they are finite.
    ///   - notes: whether the round has a row off the schedule, as one that ends the run has.
    mutating func record(
        round: Int, scores: [Score], evaluation: [[WorldReturns]]?, ledger: Ledger, population: Population,
        notes: Bool = false
    ) -> CanonicalValue? {
        state.steps += scores.reduce(0) { $0 + $1.steps }
        let isScheduled = plan.schedulesRow(after: round)
        guard isScheduled || !crossings.isEmpty else { return nil }
        let returns = scores.map(\.meanReturn)
        var results: [[Int?]] = []
        for index in crossings.indices {
            crossings[index].update(&state.crossings[index], returns, round: round)
            results.append(crossings[index].result(state.crossings[index]))
        }
        // A row off the schedule tells when the run ended. It enters no column: with another stop rule the run would pass here
        // without it.
        guard isScheduled || isStopped || notes else { return nil }
        let isTraced = plan.tracePeriod.map { round.isMultiple(of: $0) } ?? false
        var row: [(String, CanonicalValue)] = [("round", .integer(round)), ("steps", .integer(state.steps))]
        var crossings = results.makeIterator()
        let isProbed = plan.evaluation.map { round.isMultiple(of: $0.period) } ?? true
        var divergent: (agents: [Int], measures: [Int]) = ([], [])
        for (index, (name, measure, probe)) in measures.enumerated() {
            let crossed = measure.crossing == nil ? [] : crossings.next() ?? []
            let report = RoundReport(returns: returns, evaluation: evaluation, ledger: ledger, crossed: crossed)
            let probed = isProbed ? probe?.value(of: population, round: round) : nil
            guard let value = probed ?? measure.value(of: report) else { continue }
            row.append((name, value.canonical))
            guard isScheduled else { continue }
            for column in value.columns(name) { note(column.name, round, column.values) }
            guard !value.isFinite, telling.contains(index) else { continue }
            divergent.measures.append(index)
            divergent.agents += value.divergedAgents(of: scores.count)
        }
        let sweeps = isScheduled ? population.sweeps(isTraced ? .tracing : .looking) : []
        if isTraced { row.append(("trace", .list(sweeps.map { .text(Self.hexadecimal($0.trace)) }))) }
        divergent.agents += sweeps.indices.filter { !sweeps[$0].isFinite }
        note(divergent, round)
        if let member = divergedMember { row.append((member.key, member.value)) }
        return .object(sorting: row)
    }

    /// Forgets the columns that a scheduled checkpoint holds.
    mutating func startColumns() { columns = [] }

    private mutating func note(_ found: (agents: [Int], measures: [Int]), _ round: Int) {
        guard !found.agents.isEmpty || !found.measures.isEmpty else { return }
        var state = self.state.divergence ?? CellDivergence.State(agents: plan.titles.count, measures: measures.count)
        state.note(agents: found.agents, measures: found.measures, round: round)
        self.state.divergence = state
    }

    private mutating func note(_ name: String, _ round: Int, _ values: [Double?]) {
        let index = columns.firstIndex { $0.name == name } ?? columns.count
        if index == columns.count { columns.append(Column(name: name)) }
        columns[index].rounds.append(round)
        columns[index].values.append(contentsOf: values)
    }

    /// 16 hexadecimal digits.
    static func hexadecimal(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

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
        for name in ["steps", "crossings", "divergence"] {
            if let node = tree[name] { kept.insert(node, at: name) }
        }
        let found = try ArchiveNode.group(kept).decode(State.self, at: "/metrics")
        if let flaw = flaw(of: found, round: round) { throw ArchiveError(flaw, in: "/metrics", "restore") }
        state = found
        columns = []
        guard keepsColumns, case .group(let rounds)? = tree["rounds"] else { return }
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
        return crossings.indices.lazy.compactMap { index in
            crossings[index].flaw(of: state.crossings[index], agents: agents, round: round)?
                .under("crossings/\(index)")
        }.first
    }

    /// The columns that measures of this plan fill, with the numbers of a row: as they are of a round without any return.
    private func widths(_ population: Population, round: Int) -> [(name: String, width: Int)] {
        let none = [Double](repeating: .nan, count: plan.agents.count)
        let evaluation = plan.evaluation.map { evaluation in
            (0..<plan.replicas).map { _ in evaluation.worlds.map { WorldReturns(name: $0, returns: [none]) } }
        }
        let report = RoundReport(
            returns: population.names.map { _ in nil }, evaluation: evaluation, ledger: Ledger(), crossed: [])
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

    private static func misfit(_ path: String, _ what: String) -> ArchiveError {
        ArchiveError("/metrics/" + path, "restore", .mismatch(what))
    }

    private static let flags = "not_finite/"
}

extension Recorder.Column {
    /// Rows, and values in each.
    fileprivate var shape: [Int] { [rounds.count, values.count / max(rounds.count, 1)] }
}
