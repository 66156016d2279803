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
    /// - Throws: `ArchiveError` naming the file, and the row where one is at fault; also where the record is damaged.
    public init(reading directory: RunDirectory) throws(ArchiveError) {
        guard let audit = try RecordAudit(directory) else {
            throw ArchiveError(directory.path, "report on", .mismatch("no run was ever started there"))
        }
        try self.init(reading: audit)
    }

    /// Reads an audited record.
    ///
    /// - Throws: `ArchiveError` naming the file, and the row where one is at fault; also where the record is damaged.
    public init(reading audit: RecordAudit) throws(ArchiveError) {
        let stored = audit.stored
        let plan = stored.plan
        self.init(
            experiment: plan["name"]?.asText ?? "", arm: plan["arm"]?.asText ?? "",
            seed: plan["seeds"]?.elements.first?.asInteger ?? 0,
            agents: (plan["agents"]?.elements ?? []).compactMap { $0["name"]?.asText },
            plannedRounds: plan["rounds"]?.asInteger ?? 0, fingerprint: stored.cell.hexadecimal)
        goals = Self.goals(of: plan)
        var rows: [CanonicalValue] = []
        var rounds: [Int] = []
        try audit.read { line, row throws(ArchiveError) in
            guard let round = row["round"]?.asInteger, round > rounds.last ?? 0 else {
                throw audit.fault(line, "its round is not later than the row's before it")
            }
            rounds.append(round)
            rows.append(row)
        }
        self.rounds = rounds
        unverifiedFrom = audit.unverifiedFrom
        settings = stored.settings
        isWithoutExchanges = stored.isWithoutExchanges
        readMeasures(rows, stored.directions)
        readTotals(rows, plan)
        if let stop = plan["stop"]?["when"]?["measure"]?.asText, let reached = rows.last?[stop]?.elements {
            isStopped = !reached.isEmpty && !reached.contains(.null)
        }
        divergence = rows.last.flatMap(CellDivergence.init(row:))
        isEndedByDivergence = divergence?.ends(plan) ?? false
    }

    /// Every measure with numbers: one per agent or replica, or one for the system; what is named within a measure beside it
    /// (`evaluation_return.wide`, `exact_return.held_out.worst`), the agents' own world under the measure's own name.
    private mutating func readMeasures(_ rows: [CanonicalValue], _ directions: [String: MeasureDirection]) {
        var positions: [String: Int] = [:]
        func note(_ name: String, _ value: CanonicalValue, row: Int, into record: inout CellRecord) {
            let values: [Double?]
            switch value {
            case .list(let elements): values = elements.map(\.asMeasured)
            case .object(let members):
                // The mean over replicas is the mean of the list beside it.
                let isRepeated = name.hasSuffix("_over_replicas")
                for member in members where !(isRepeated && member.key == "mean") {
                    note(member.key == "own" ? name : "\(name).\(member.key)", member.value, row: row, into: &record)
                }
                return
            default:
                guard let number = value.asMeasured else { return }
                values = [number]
            }
            if positions[name] == nil {
                positions[name] = record.measures.count
                // What is said of many replicas' numbers beside their mean is no result of its own.
                let direction = directions[name.split(separator: ".").first.map(String.init) ?? name]
                record.measures.append(
                    Measure(
                        name: name, rows: rows.map { _ in [] },
                        direction: name.contains("_over_replicas.") ? .describes : direction ?? .higherIsBetter))
            }
            guard let position = positions[name] else { return }
            record.measures[position].rows[row] = values
        }
        let reserved = ["round", "steps", "trace", "bytes", CellDivergence.key] + goals.map(\.name)
        for (index, row) in rows.enumerated() {
            for member in row.members where !reserved.contains(member.key) {
                note(member.key, member.value, row: index, into: &self)
            }
        }
        // Training comes first: it is what the tables of agents and gains are about.
        measures.sort { one, other in
            let (left, right) = (one.name == Goal.trainingReturn, other.name == Goal.trainingReturn)
            return left != right ? left : one.name.utf8.lexicographicallyPrecedes(other.name.utf8)
        }
        guard let last = rows.last else { return }
        for goal in goals {
            let rounds = (last[goal.name]?.elements ?? []).map(\.asInteger)
            if !rounds.isEmpty { crossings.append(RecordedCrossing(goal: goal.name, rounds: rounds)) }
        }
    }

    private mutating func readTotals(_ rows: [CanonicalValue], _ plan: CanonicalValue) {
        let steps = rows.compactMap { $0["steps"]?.asNumber }
        if steps.count == rows.count { totals.append(Total(clock: .steps, values: steps)) }
        let bytes = rows.compactMap { row in
            row["bytes"].map { $0.members.reduce(0) { $0 + ($1.value.asNumber ?? 0) } }
        }
        if bytes.count == rows.count, !rows.isEmpty {
            totals.append(Total(clock: .bytes, values: bytes))
            ledger = (rows.last?["bytes"]?.members ?? []).compactMap { member in
                member.value.asNumber.map { LedgerEntry(direction: member.key, bytes: $0) }
            }
        }
        if let perRound = plan["round"]?["episodes"]?.asNumber {
            let all = perRound * Double(agents.count)
            totals.append(Total(clock: .episodes, values: rounds.map { Double($0) * all }))
        }
    }

    /// The spec's `rounds_to` measures, under their names.
    private static func goals(of plan: CanonicalValue) -> [Goal] {
        guard let component = Measures.catalogue.choices[Goal.kind] else { return [] }
        return (plan["measure"]?.elements ?? []).compactMap { entry in
            guard let member = entry.members.first else { return nil }
            let choice = member.key == Goal.kind ? member.value : member.value[Goal.kind]
            guard let choice else { return nil }
            let settings = Settings(component.fields, choice)
            return Goal(
                name: member.key, measure: settings.text("measure"), over: settings.text("over"),
                window: settings.integer("window"), level: settings.number("at_least"))
        }
    }
}
