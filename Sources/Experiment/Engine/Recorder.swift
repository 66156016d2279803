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
    let measures: [(name: String, measure: any Measure, probe: (any Probe)?)]
    let plan: CellPlan
    /// Those of the measures that have one, in the plan's order.
    let crossings: [Crossing]
    /// Those of the probes that sum up rounds, by their measure's place in the plan.
    let sums: [(measure: Int, probe: any SummingProbe)]
    /// The measures that say how well agents do, by their place in the plan: what is the same whatever agents learn says
    /// nothing of them where it is not finite.
    private let telling: [Int]
    /// Which ways bytes can go.
    private let directions: [Ledger.Direction]
    /// Which of the measures with a crossing ends the run, and by which rule.
    private let stop: (index: Int, crossing: Crossing)?
    var state = State(steps: 0, crossings: [])
    /// The columns since the previous scheduled checkpoint.
    var columns: [Column] = []

    /// What is checkpointed.
    struct State: Persistent, Equatable {
        /// Environment steps of all agents since the start.
        var steps: Int
        /// By measure with a crossing, in the plan's order.
        var crossings: [Crossing.Progress]
        /// What is not finite any more; nil, and no part of the checkpoint, while all is.
        var divergence: CellDivergence.State?
        /// By measure that sums up rounds, in the plan's order; nil, and no part of the checkpoint, where none does.
        var runningSums: [RunningSums]?

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
            let measure = plan.language.measures.make($0.measure)
            return ($0.name, measure, measure.probe(plan))
        }
        self.measures = measures
        self.plan = plan
        sums = measures.indices.compactMap { index in
            (measures[index].probe as? any SummingProbe).map { (index, $0) }
        }
        directions = plan.directions
        telling = measures.indices.filter { type(of: measures[$0].measure).scale.direction != .describes }
        let crossings = measures.compactMap { named in named.measure.crossing.map { (name: named.name, crossing: $0) } }
        self.crossings = crossings.map(\.crossing)
        stop = crossings.firstIndex { $0.name == plan.stop }.map { ($0, crossings[$0].crossing) }
        state.crossings = crossings.map { $0.crossing.start(agents: plan.agents.count * plan.replicas) }
    }

    /// Notes where agents begin, for measures that sum up rounds.
    mutating func begin(_ population: Population) {
        if !sums.isEmpty { state.runningSums = sums.map { $0.probe.start(population) } }
    }

    /// Adds a round to what measures sum up.
    private mutating func sumUp(_ population: Population) {
        guard var running = state.runningSums.take() else { return }
        for (index, sum) in sums.enumerated() { sum.probe.add(population, to: &running[index]) }
        state.runningSums = running
    }

    /// What a measure has summed up so far; nil where it sums up nothing.
    private func summed(_ measure: Int) -> MeasureValue? {
        guard let place = sums.firstIndex(where: { $0.measure == measure }), let running = state.runningSums else {
            return nil
        }
        return sums[place].probe.value(of: running[place])
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
    ///   - time: units of virtual time since the start; nil where there is no virtual clock.
    ///   - evaluation: returns by replica and name of the worlds, where the round was evaluated.
    ///   - population: the agents, for measures that look at them, for the trace and to see whether they are finite.
    ///   - notes: whether the round has a row off the schedule, as one that ends the run has.
    mutating func record(
        round: Int, time: Double? = nil, scores: [Score], evaluation: [[WorldReturns]]?, ledger: Ledger,
        population: Population,
        notes: Bool = false
    ) -> CanonicalValue? {
        state.steps += scores.reduce(0) { $0 + $1.steps }
        sumUp(population)
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
        if let time { row.append((CheckpointNames.time, .number(time))) }
        var crossings = results.makeIterator()
        let isProbed = plan.evaluation.map { round.isMultiple(of: $0.period) } ?? true
        var divergent: (agents: [Int], measures: [Int]) = ([], [])
        for (index, (name, measure, probe)) in measures.enumerated() {
            let crossed = measure.crossing == nil ? [] : crossings.next() ?? []
            let report = RoundReport(
                returns: returns, evaluation: evaluation, ledger: ledger, directions: directions, crossed: crossed)
            let probed = isProbed ? summed(index) ?? probe?.value(of: population, round: round) : nil
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
