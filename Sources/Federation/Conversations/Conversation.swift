import Learning
import Numerics

/// One firing of an exchange: the only door between agents. It counts every byte that passes.
///
/// Holds the population while the exchange runs, so that nothing else can reach an agent meanwhile.
public struct Conversation {
    /// The agents taking part.
    let participants: Participants
    /// The parts that travel; all participants have them.
    let parts: [Part]
    /// The states on which distributions are compared, where the experiment has them.
    let publicStates: StateBatch?
    private var population: Population
    private var ledger: Ledger
    /// The exchange's name.
    let exchange: String
    let round: Round
    /// Rounds since the exchange fired before, this one included.
    private let period: Int
    private let workers: Int
    private let memory: ConversationMemory
    /// By agent: what it remembers of its training, where the exchange watches.
    private var memories: [any VisitMemory]
    /// The table sent last.
    private var shared: VisitTable?
    /// What participants are to take a step toward before anything else reaches them.
    private var due: Target?

    init(
        taking population: inout Population, _ ledger: inout Ledger, exchange: String, participants: Participants,
        parts: [Part], publicStates: StateBatch?, round: Round, period: Int, workers: Int, memory: ConversationMemory,
        memories: inout [any VisitMemory]
    ) {
        self.period = period
        self.population = population
        self.ledger = ledger
        self.exchange = exchange
        self.participants = participants
        self.parts = parts
        self.publicStates = publicStates
        self.round = round
        self.workers = workers
        self.memory = memory
        self.memories = memories
        // Left there, agents, ledger and memories would be shared with the caller and copied at their first change.
        population.cohorts = []
        ledger = Ledger()
        memories = []
    }

    /// Hands population, ledger and memories back; the conversation is over.
    ///
    /// - Returns: the table of memories sent last; nil where none was.
    consuming func end(
        _ population: inout Population, _ ledger: inout Ledger, _ memories: inout [any VisitMemory]
    ) -> VisitTable? {
        settle()
        population = self.population
        ledger = self.ledger
        memories = self.memories
        return shared
    }

    /// Asks every participant, and returns one row per participant. Counts the uplink.
    ///
    /// A step that is due and the answer after it are one task per agent: threads meet once. The rows are valid until the
    /// next call.
    mutating func gather(_ query: Query, width: Int, kind: String) -> Rows {
        let rows = memory.uploads(count: participants.count, width: width)
        population.answer(query, after: due, from: participants, into: rows, round, workers)
        due = nil
        ledger.add(participants.count * width * bytesPerNumber, exchange: exchange, .up, kind: kind)
        return rows
    }

    /// Numbers that describe a distribution over the actions all participants share.
    var distributionWidth: Int { population.spaces(of: participants[0]).action.distributionWidth }

    /// The components all participants observe.
    var observation: [String] { population.spaces(of: participants[0]).observation }

    /// Has every participant upload a part, and returns one row per participant. Counts the uplink.
    ///
    /// The rows are valid until the next call.
    mutating func gather(_ part: Part, kind: String) -> PartRows {
        settle()
        let rows = PartRows(
            part, memory.uploads(bytes: participants.count * part.width * part.precision.bytes),
            count: participants.count)
        population.read(part, from: participants, into: rows)
        ledger.add(participants.count * part.bytes, exchange: exchange, .up, kind: kind)
        return rows
    }

    /// By participant: how far it can have gone since the exchange fired before, the sum of its step sizes for a part over
    /// its local steps, η H where they are constant. Valid until the next call.
    func lengthsOfLocalSteps(of part: Part) -> UnsafePointer<Double> {
        let lengths = memory.lengths(count: participants.count)
        lengths.update(repeating: 0, count: participants.count)
        population.addRates(
            of: part, after: (round.number - period)..<round.number, for: participants, to: lengths)
        for row in 0..<participants.count { lengths[row] *= Double(round.length.count) }
        return UnsafePointer(lengths)
    }

    /// Room for the server's result on a part. Valid until the next result is asked for.
    func result(_ part: Part) -> PartRows {
        PartRows(part, memory.results(bytes: part.width * part.precision.bytes), count: 1)
    }

    /// Counts one row of a part sent down to every participant.
    mutating func send(_ part: Part, kind: String) {
        ledger.add(participants.count * part.bytes, exchange: exchange, .down, kind: kind)
    }

    /// Has every participant go on from its row of a part, or from the only row.
    mutating func give(_ rows: PartRows) {
        settle()
        population.write(rows.part, to: participants, from: rows)
    }

    /// What every participant remembers, in their order. Counts the uplink.
    mutating func gatherMemories(kind: String, withVisits: Bool) -> [VisitTable] {
        let tables = participants.agents.map { memories[$0].table }
        ledger.add(tables.reduce(0) { $0 + $1.bytes(withVisits: withVisits) }, exchange: exchange, .up, kind: kind)
        return tables
    }

    /// Sends one table to every participant, and keeps it for the checkpoint. Counts the downlink.
    mutating func send(_ table: VisitTable, kind: String) {
        ledger.add(participants.count * table.bytes(withVisits: false), exchange: exchange, .down, kind: kind)
        shared = table
        for agent in participants.agents { memories[agent].endPeriod() }
    }

    /// Gives every participant a lesson of its own, in parallel: as many optimizer steps as it asks for.
    mutating func teach(_ lesson: @escaping Lesson) {
        settle()
        population.teach(lesson, participants: participants, round, workers)
    }

    /// Room for the server's result. Valid until the exchange fires again or asks for a wider one.
    func result(width: Int) -> Rows { memory.result(width: width) }

    /// Sends one result to every participant. Counts the downlink, once per receiver.
    mutating func send(_ result: Rows, kind: String) {
        ledger.add(
            participants.count * result.count * result.width * bytesPerNumber, exchange: exchange, .down, kind: kind)
    }

    /// Has every participant take one optimizer step toward a target it has been sent.
    ///
    /// The target has to stay until the next call.
    mutating func fit(_ target: Target) {
        settle()
        due = target
    }

    /// Has every participant take the step that is due.
    private mutating func settle() {
        guard let target = due else { return }
        population.fit(target, participants: participants, round, workers)
        due = nil
    }
}

/// Bytes of one Float32 on the wire.
let bytesPerNumber = 4

/// Working memory of one exchange, kept between firings so that a round allocates nothing large.
///
/// The class owns the memory.
final class ConversationMemory: @unchecked Sendable {
    private var uploads = Room()
    private var results = Room()
    private var influence = Room()
    private var sums = Room()

    func uploads(count: Int, width: Int) -> Rows {
        Rows(uploads.take(count * width * 4).assumingMemoryBound(to: Float.self), count: count, width: width)
    }

    func result(width: Int) -> Rows {
        Rows(results.take(width * 4).assumingMemoryBound(to: Float.self), count: 1, width: width)
    }

    func uploads(bytes: Int) -> UnsafeMutableRawPointer { uploads.take(bytes) }

    func results(bytes: Int) -> UnsafeMutableRawPointer { results.take(bytes) }

    func lengths(count: Int) -> UnsafeMutablePointer<Double> {
        sums.take(count * 8).assumingMemoryBound(to: Double.self)
    }

    /// Room that keeps its content; zero before it is first written.
    func pulls(bytes: Int) -> UnsafeMutableRawPointer { influence.take(bytes) }

    deinit {
        uploads.release()
        results.release()
        influence.release()
        sums.release()
    }

    /// Aligned bytes that grow on demand. An exchange only ever sees one type of number in them.
    private struct Room {
        private var base: UnsafeMutableRawPointer?
        private var capacity = 0

        mutating func take(_ bytes: Int) -> UnsafeMutableRawPointer {
            if let base, bytes <= capacity { return base }
            release()
            let fresh = LargeAllocation.bytes(max(bytes, 64))
            fresh.initializeMemory(as: UInt8.self, repeating: 0, count: max(bytes, 64))
            base = fresh
            capacity = max(bytes, 64)
            return fresh
        }

        mutating func release() {
            if let base { LargeAllocation.free(base) }
            base = nil
        }
    }
}
