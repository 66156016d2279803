import Archive
import Determinism
import Federation
import Learning
import Numerics

/// Turns rounds into rows of the record, and keeps what measures need between rounds.
///
/// A row is one JSON object: `round`, cumulative `steps`, one member per measure, and the `trace`. A checkpoint holds the
/// rows since the previous scheduled one as columns, so memory stays flat however long a run is.
struct Recorder {
    private let measures: [(name: String, measure: any Measure, probe: (any Probe)?)]
    private let plan: CellPlan
    /// Those of the measures that have one, in the plan's order.
    private let crossings: [Crossing]
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

        var flaw: Flaw? { .count("steps", steps) }
    }

    /// `rounds.count × width` numbers of one measure.
    struct Column: Equatable {
        let name: String
        var rounds: [Int] = []
        var values: [Double] = []
    }

    init(_ plan: CellPlan) {
        measures = plan.measures.map {
            let measure = Measures.catalogue.make($0.measure)
            return ($0.name, measure, measure.probe(plan))
        }
        self.plan = plan
        let crossings = measures.compactMap { named in named.measure.crossing.map { (name: named.name, crossing: $0) } }
        self.crossings = crossings.map(\.crossing)
        stop = crossings.firstIndex { $0.name == plan.stop }.map { ($0, crossings[$0].crossing) }
        state.crossings = crossings.map { $0.crossing.start(agents: plan.agents.count * plan.replicas) }
    }

    /// Whether the measure that ends the run is reached, by all it is asked of.
    var isStopped: Bool {
        stop.map { !$0.crossing.result(state.crossings[$0.index]).contains(nil) } ?? false
    }

    /// Whether the run would be at its end under another plan with the same measures.
    func isStopped(under plan: CellPlan) -> Bool {
        guard plan.stop != self.plan.stop else { return isStopped }
        var other = Recorder(plan)
        guard other.state.crossings.count == state.crossings.count else { return false }
        other.state = state
        return other.isStopped
    }

    /// Takes in one round; returns its row where the plan wants one. The round that ends the run has one too.
    ///
    /// - Parameters:
    ///   - evaluation: returns by replica and name of the worlds, where the round was evaluated.
    ///   - population: the agents, for measures that look at them.
    ///   - notes: whether the round has a row off the schedule, as one that ends the run has.
    ///   - trace: asked for only when the round is traced.
    mutating func record(
        round: Int, scores: [Score], evaluation: [[WorldReturns]]?, ledger: Ledger, population: Population,
        notes: Bool = false, trace: () -> [UInt64]
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
        for (name, measure, probe) in measures {
            let crossed = measure.crossing == nil ? [] : crossings.next() ?? []
            let report = RoundReport(returns: returns, evaluation: evaluation, ledger: ledger, crossed: crossed)
            let probed = isProbed ? probe?.value(of: population, round: round) : nil
            guard let value = probed ?? measure.value(of: report) else { continue }
            row.append((name, value.canonical))
            guard isScheduled else { continue }
            for column in value.columns(name) { note(column.name, round, column.values) }
        }
        if isTraced {
            row.append(("trace", .list(trace().map { .text(Self.hexadecimal($0)) })))
        }
        return .object(sorting: row)
    }

    /// Forgets the columns that a scheduled checkpoint holds.
    mutating func startColumns() { columns = [] }

    private mutating func note(_ name: String, _ round: Int, _ values: [Double]) {
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
    func tree() throws(ArchiveError) -> ArchiveTree {
        var tree = try ArchiveTree(encoding: state)
        tree.attributes = [
            "about": .text("measures since the previous scheduled checkpoint, [round, agent]; metrics.jsonl has all")
        ]
        for column in columns {
            let rows = column.rounds.count
            tree.insert(
                .array(ArchiveArray(shape: [rows, column.values.count / max(rows, 1)], elements: column.values)),
                at: column.name)
            tree.insert(.array(ArchiveArray(column.rounds.map { Int64($0) })), at: "rounds/" + column.name)
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
        for name in ["steps", "crossings"] {
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
            returns: population.names.map { _ in .nan }, evaluation: evaluation, ledger: Ledger(), crossed: [])
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
        return Column(name: name, rounds: numbers, values: values)
    }

    private static func misfit(_ path: String, _ what: String) -> ArchiveError {
        ArchiveError("/metrics/" + path, "restore", .mismatch(what))
    }
}
