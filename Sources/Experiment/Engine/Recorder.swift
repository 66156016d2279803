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
    struct State: Codable, Sendable, Equatable {
        /// Environment steps of all agents since the start.
        var steps: Int
        /// By measure with a crossing, in the plan's order.
        var crossings: [Crossing.Progress]
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

    /// Takes in one round; returns its row where the plan wants one. The round that ends the run has one too.
    ///
    /// - Parameters:
    ///   - evaluation: returns by replica and name of the worlds, where the round was evaluated.
    ///   - population: the agents, for measures that look at them.
    ///   - trace: asked for only when the round is traced.
    mutating func record(
        round: Int, scores: [Score], evaluation: [[WorldReturns]]?, ledger: Ledger, population: Population,
        trace: () -> [UInt64]
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
        guard isScheduled || isStopped else { return nil }
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
    /// - Parameter keepsColumns: whether the checkpoint was unscheduled, so that its columns are still to be kept.
    mutating func restore(_ tree: ArchiveTree, keepsColumns: Bool) throws(ArchiveError) {
        var kept = ArchiveTree()
        for name in ["steps", "crossings"] {
            if let node = tree[name] { kept.insert(node, at: name) }
        }
        state = try kept.decode(State.self)
        columns = []
        guard keepsColumns, case .group(let rounds)? = tree["rounds"] else { return }
        for member in rounds.members {
            guard case .array(let numbers) = member.node, case .array(let values)? = tree[member.name] else { continue }
            columns.append(
                Column(name: member.name, rounds: numbers.numbers.map { Int($0) }, values: values.numbers))
        }
    }
}
