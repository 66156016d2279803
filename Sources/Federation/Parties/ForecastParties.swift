internal import Config
import Learning

/// A plan that stands for the agents: the same program runs, without numbers, and counts what it would take.
struct ForecastParties: Parties {
    static let hasNumbers = false

    private let agents: [Facts.Agent]
    /// By agent: floating-point operations of networks, at most.
    private(set) var operations: [Double]
    /// The most public states that are looked at at a time.
    private(set) var statesAtOnce = 0
    /// Bytes of the dense rows that are held at a time.
    private(set) var heldBytes = 0.0

    init(_ agents: [Facts.Agent]) {
        self.agents = agents
        operations = [Double](repeating: 0, count: agents.count)
    }

    mutating func answer(
        _ request: Request, after due: Due?, at meeting: Meeting, into rows: UnsafeMutableRawPointer?
    ) -> [VisitTable] {
        if let due { fit(due, at: meeting) }
        let width = Double(request.signature.width) * Double(request.signature.precision.bytes)
        if request.signature.keyed == nil { heldBytes = max(heldBytes, width * Double(meeting.participants.count)) }
        look(at: request.states.count, at: meeting) { Double($0.forwardOperations) }
        return []
    }

    mutating func fit(_ due: Due, at meeting: Meeting) {
        look(at: due.states.count, at: meeting) { Double($0.forwardOperations + $0.backwardOperations) }
    }

    mutating func teach(_ lesson: @escaping Lesson, rows: Int, at meeting: Meeting) {
        for agent in meeting.participants.agents {
            operations[agent] +=
                Double(rows) * Double(agents[agent].forwardOperations + agents[agent].backwardOperations)
        }
    }

    mutating func assign(_ batch: Batch, at meeting: Meeting) {}

    mutating func endPeriod(at meeting: Meeting) {}

    func overColumns(
        of batch: Batch, at meeting: Meeting, unit: ColumnUnit, into result: inout Batch,
        _ body: (_ some: Batch, _ columns: Range<Int>, _ result: inout Batch) -> Void
    ) {}

    func addRates(of part: Part, at meeting: Meeting, to sums: UnsafeMutablePointer<Double>) {}

    private mutating func look(at states: Int, at meeting: Meeting, _ cost: (Facts.Agent) -> Double) {
        statesAtOnce = max(statesAtOnce, states)
        guard states > 0 else { return }
        for agent in meeting.participants.agents { operations[agent] += Double(states) * cost(agents[agent]) }
    }
}
