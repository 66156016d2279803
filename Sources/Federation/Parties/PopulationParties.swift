import Learning

/// Parties that have agents, to be handed back when a conversation is over.
protocol RunningParties: Parties {
    var population: Population { get }
    /// By agent: what it remembers of its training, where the exchange watches.
    var memories: [any VisitMemory] { get }
}

/// The agents of a run.
///
/// Holds the population while a conversation lasts, so that nothing else can reach an agent meanwhile.
struct PopulationParties: RunningParties {
    static let hasNumbers = true

    var population: Population
    /// By agent: what it remembers of its training, where the exchange watches.
    var memories: [any VisitMemory]
    /// The states on which distributions are compared, where the experiment has them.
    let publicStates: StateBatch?
    let workers: Int

    init(
        taking population: inout Population, _ memories: inout [any VisitMemory], publicStates: StateBatch?,
        workers: Int
    ) {
        self.population = population
        self.memories = memories
        self.publicStates = publicStates
        self.workers = workers
        // Left there, agents and memories would be shared with the caller and copied at their first change.
        population.kinds = []
        memories = []
    }

    mutating func answer(
        _ request: Request, after due: Due?, at meeting: Meeting, into rows: UnsafeMutableRawPointer?
    ) -> [VisitTable] {
        let participants = meeting.participants
        switch request.content {
        case .distributions(let states):
            answer(.actionDistributions(at: batch(states)), request, after: due, at: meeting, into: rows)
        case .logits(let states):
            answer(.logits(at: batch(states)), request, after: due, at: meeting, into: rows)
        case .parts(let parts):
            if let due { fit(due, at: meeting) }
            guard let rows else { return [] }
            var offset = 0
            for part in parts {
                population.read(
                    part, from: participants,
                    into: PartRows(
                        part, rows + offset, count: participants.count, stride: request.signature.stride))
                offset += part.width * part.precision.bytes
            }
        case .sums(let step):
            if let due { fit(due, at: meeting) }
            guard let rows else { return [] }
            population.sum(
                step: step, of: participants,
                into: DoubleRows(
                    rows.assumingMemoryBound(to: Double.self), count: participants.count,
                    width: request.signature.width))
        case .memory:
            if let due { fit(due, at: meeting) }
            return participants.agents.map { memories[$0].table }
        }
        return []
    }

    private mutating func answer(
        _ query: Query, _ request: Request, after due: Due?, at meeting: Meeting, into rows: UnsafeMutableRawPointer?
    ) {
        guard let rows else { return }
        let participants = meeting.participants
        population.answer(
            query, after: due.map { target($0) }, from: participants,
            into: Rows(
                rows.assumingMemoryBound(to: Float.self), count: participants.count, width: request.signature.width),
            meeting.round, workers)
    }

    mutating func fit(_ due: Due, at meeting: Meeting) {
        population.fit(target(due), participants: meeting.participants, meeting.round, workers)
    }

    mutating func teach(_ lesson: @escaping Lesson, rows: Int, at meeting: Meeting) {
        population.teach(lesson, participants: meeting.participants, meeting.round, workers)
    }

    mutating func assign(_ batch: Batch, at meeting: Meeting) {
        precondition(batch.base != nil, "agents go on from rows of parts")
        if case .sums(let step) = batch.request.content, let plan = batch.doubles {
            return population.take(step: step, plan, participants: meeting.participants)
        }
        batch.forEachPart { population.write($0.part, to: meeting.participants, from: $0) }
    }

    mutating func endPeriod(at meeting: Meeting) {
        for agent in meeting.participants.agents where !memories.isEmpty { memories[agent].endPeriod() }
    }

    func overColumns(
        of batch: Batch, at meeting: Meeting, unit: ColumnUnit, into result: inout Batch,
        _ body: (_ some: Batch, _ columns: Range<Int>, _ result: inout Batch) -> Void
    ) {
        body(batch, 0..<batch.signature.width, &result)
    }

    func addRates(of part: Part, at meeting: Meeting, to sums: UnsafeMutablePointer<Double>) {
        let round = meeting.round.number
        let rounds = (round - meeting.period)..<round
        population.addRates(of: part, after: rounds, for: meeting.participants, to: sums)
    }

    /// Some of the public states.
    private func batch(_ states: Range<Int>) -> StateBatch {
        guard let all = publicStates else {
            preconditionFailure("agents are compared at public states, and the plan has none")
        }
        precondition(states.upperBound <= all.count, "states \(states) of \(all.count)")
        return StateBatch(all.base + states.lowerBound * all.width, count: states.count, width: all.width)
    }

    private func target(_ due: Due) -> Target {
        guard let target = due.target else { preconditionFailure("a run's targets have numbers") }
        let (states, rows) = (batch(due.states), UnsafeSharedRow(target, stride: due.stride))
        return due.isOfLogits
            ? .logits(at: states, rows, due.divergence) : .actionDistributions(at: states, rows, due.divergence)
    }
}
