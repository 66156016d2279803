public import Archive
internal import Config
internal import Determinism
public import Experiment

extension CellRecord {
    /// Reads what a run directory says of its cell: `plan.json`, and the rows of `metrics.jsonl` that its checkpoints cover
    /// or that follow those in order.
    ///
    /// A last row without its line feed is still being written, and left out.
    ///
    /// - Parameter measures: of which the values of every agent are kept besides those of the cell's own first measure.
    /// - Throws: `ArchiveError` naming the file, and the row where one is at fault; also where the record is damaged.
    public init(reading directory: RunDirectory, everyAgentOf measures: Set<String> = []) throws(ArchiveError) {
        guard let audit = try RecordAudit(directory) else {
            throw ArchiveError(directory.path, "report on", .mismatch("no run was ever started there"))
        }
        try self.init(reading: audit, everyAgentOf: measures)
    }

    /// Reads an audited record, row by row: nothing of a row is kept but its numbers.
    ///
    /// - Parameter asked: measures of which the values of every agent are kept besides those of the cell's own first measure.
    /// - Throws: `ArchiveError` naming the file, and the row where one is at fault; also where the record is damaged.
    public init(reading audit: RecordAudit, everyAgentOf asked: Set<String> = []) throws(ArchiveError) {
        self.init(of: audit.stored)
        var columns = RecordColumns(of: audit.stored, goals, everyAgentOf: asked)
        try audit.read { line, row throws(ArchiveError) in
            guard columns.append(row) else {
                throw audit.fault(line, "its round is not later than the row's before it")
            }
        }
        take(columns, audit.stored.plan)
        unverifiedFrom = audit.unverifiedFrom
        spec = audit.spec
        divergence = audit.divergence
    }

    /// A record of rows that are in no file.
    ///
    /// - Parameter rows: those of a run of the plan, in order.
    init(of stored: StoredPlan, rows: [CanonicalValue]) {
        self.init(of: stored)
        var columns = RecordColumns(of: stored, goals, everyAgentOf: [])
        for row in rows { precondition(columns.append(row), "rows are in the order of their rounds") }
        take(columns, stored.plan)
    }

    /// What a plan says of a cell.
    private init(of stored: StoredPlan) {
        let plan = stored.plan
        self.init(
            experiment: plan["name"]?.asText ?? "", arm: plan["arm"]?.asText ?? "",
            seed: plan["seeds"]?.elements.first?.asInteger ?? 0,
            agents: (plan["agents"]?.elements ?? []).compactMap { $0["name"]?.asText },
            plannedRounds: plan["rounds"]?.asInteger ?? 0, fingerprint: stored.cell.hexadecimal)
        language = stored.language
        goals = Self.goals(of: plan, in: language)
        settings = stored.settings
        isWithoutExchanges = stored.isWithoutExchanges
        namesFiles = stored.namesFiles
    }

    /// Takes over what rows say.
    private mutating func take(_ columns: RecordColumns, _ plan: CanonicalValue) {
        rounds = columns.rounds
        measures = columns.measures
        replicas = plan["replicas"]?.asInteger ?? 1
        for index in measures.indices
        where NumberOwners.isByReplica(measures[index].width, agents: agents.count, replicas: replicas) {
            measures[index].isOfReplicas = true
        }
        totals = columns.totals
        if let perRound = plan["round"]?["episodes"]?.asNumber {
            let all = perRound * Double(agents.count)
            totals.append(Total(clock: .episodes, values: rounds.map { Double($0) * all }))
        }
        if let last = columns.last { readEnd(last, plan) }
    }

    /// What the last row says of the whole run.
    private mutating func readEnd(_ last: CanonicalValue, _ plan: CanonicalValue) {
        for goal in goals {
            let rounds = (last[goal.name]?.elements ?? []).map(\.asInteger)
            if !rounds.isEmpty { crossings.append(RecordedCrossing(goal: goal, rounds: rounds)) }
        }
        if places(on: .bytes) != nil {
            ledger = (last["bytes"]?.members ?? []).compactMap { member in
                member.value.asNumber.map { LedgerEntry(direction: member.key, bytes: $0) }
            }
        }
        if let stop = plan["stop"]?["when"]?["measure"]?.asText, let reached = last[stop]?.elements {
            isStopped = !reached.isEmpty && !reached.contains(.null)
        }
        // The rule looks at rows only.
        isEndedByDivergence = CellDivergence(row: last)?.ends(plan) ?? false
    }

    /// The spec's `rounds_to` measures, under their names.
    static func goals(of plan: CanonicalValue, in language: Language) -> [Goal] {
        guard let component = language.measures[Goal.kind] else { return [] }
        return (plan["measure"]?.elements ?? []).compactMap { entry in
            guard let member = entry.members.first else { return nil }
            let choice = member.key == Goal.kind ? member.value : member.value[Goal.kind]
            guard let choice else { return nil }
            let settings = Settings(component.fields, choice)
            return Goal(
                name: member.key, over: settings.text("over"),
                window: settings.integer("window"), level: settings.number("at_least"))
        }
    }
}

/// The numbers of a record's rows, as they are read.
private struct RecordColumns {
    private(set) var rounds: [Int] = []
    private(set) var last: CanonicalValue?
    private var found: [CellRecord.Measure] = []
    private var positions: [String: Int] = [:]
    /// The measure that tables of agents are about, as far as this cell can tell.
    private var lead: Int?
    private var (steps, bytes, times): ([Double], [Double], [Double]) = ([], [], [])
    private let reading: RowMeasures
    private let order: MeasureOrder
    private let scales: [String: MeasureScale]
    private let asked: Set<String>

    init(of stored: StoredPlan, _ goals: [Goal], everyAgentOf asked: Set<String>) {
        order = MeasureOrder(stored.measureNames)
        reading = RowMeasures(goals: goals, order)
        scales = stored.scales
        self.asked = asked
    }

    /// Takes in a row; false where its round is not later than that of the row before.
    mutating func append(_ row: CanonicalValue) -> Bool {
        guard let round = row["round"]?.asInteger, round > rounds.last ?? 0 else { return false }
        rounds.append(round)
        if let total = RowMeasures.total(.steps, row) { steps.append(total) }
        if let total = RowMeasures.total(.bytes, row) { bytes.append(total) }
        if let total = RowMeasures.total(.time, row) { times.append(total) }
        reading.visit(row) { name, values in note(name, values) }
        last = row
        return true
    }

    private mutating func note(_ name: String, _ values: [Double?]) {
        let position = positions[name] ?? add(name)
        found[position].set(row: rounds.count - 1, values)
    }

    private mutating func add(_ name: String) -> Int {
        let measure = CellRecord.Measure(name, scale(of: name))
        let position = found.count
        positions[name] = position
        found.append(measure)
        if asked.contains(name) { found[position].keepAgents() }
        if lead.map({ leads(measure, found[$0]) }) ?? true {
            if let lead, !asked.contains(found[lead].name) { found[lead].dropAgents() }
            lead = position
            // Rows before this one have nothing of it.
            found[position].keepAgents()
        }
        return position
    }

    /// Whether tables of agents are about a measure rather than about another: what describes the setting stands behind results.
    private func leads(_ one: CellRecord.Measure, _ other: CellRecord.Measure) -> Bool {
        let (isResult, isOtherResult) = (one.direction != .describes, other.direction != .describes)
        return isResult != isOtherResult ? isResult : order.precedes(one.name, other.name)
    }

    /// What the numbers of a name are, which may be one within a measure's.
    private func scale(of name: String) -> MeasureScale {
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        let known = scales[parts.first ?? name] ?? MeasureScale(.higherIsBetter, in: "")
        // What is said of many replicas' numbers beside their mean is no result of its own.
        return MeasureScale(
            name.contains(ReplicaNumbers.suffix + ".") ? .describes : known.direction,
            in: known.unit(ofMember: parts.count > 1 ? parts[1] : nil), beginsAtZero: known.beginsAtZero)
    }

    /// The measures, in the plan's order.
    var measures: [CellRecord.Measure] {
        var measures = found
        let ofReplicas = NumberOwners.ofReplicas(measures.lazy.map(\.name))
        for index in measures.indices {
            measures[index].extend(to: rounds.count)
            measures[index].isOfReplicas = ofReplicas.contains(measures[index].name)
        }
        return measures.sorted { order.precedes($0.name, $1.name) }
    }

    /// The totals that every row has.
    var totals: [CellRecord.Total] {
        var totals: [CellRecord.Total] = []
        if steps.count == rounds.count { totals.append(.init(clock: .steps, values: steps)) }
        if bytes.count == rounds.count, !rounds.isEmpty { totals.append(.init(clock: .bytes, values: bytes)) }
        if times.count == rounds.count, !rounds.isEmpty { totals.append(.init(clock: .time, values: times)) }
        return totals
    }
}
