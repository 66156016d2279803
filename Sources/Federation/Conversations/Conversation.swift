import Learning
import Numerics

/// One firing of an exchange: the only door between agents. It counts every byte that passes.
///
/// Holds the population while the exchange runs, so that nothing else can reach an agent meanwhile.
public struct Conversation {
    /// The agents taking part, by their place in the population.
    let participants: [Int]
    /// The states on which distributions are compared, where the experiment has them.
    let publicStates: StateBatch?
    private var population: Population
    private var ledger: Ledger
    private let exchange: String
    private let round: Round
    private let workers: Int
    private let memory: ConversationMemory

    init(
        taking population: inout Population, _ ledger: inout Ledger, exchange: String, participants: [Int],
        publicStates: StateBatch?, round: Round, workers: Int, memory: ConversationMemory
    ) {
        self.population = population
        self.ledger = ledger
        self.exchange = exchange
        self.participants = participants
        self.publicStates = publicStates
        self.round = round
        self.workers = workers
        self.memory = memory
        // Left here, the agents would be shared with the caller and copied at their first change.
        population.cohorts = []
    }

    /// Hands population and ledger back; the conversation is over.
    consuming func end(_ population: inout Population, _ ledger: inout Ledger) {
        population = self.population
        ledger = self.ledger
    }

    /// Asks every participant, and returns one row per participant. Counts the uplink.
    ///
    /// The rows are valid until the next call.
    mutating func gather(_ query: Query, width: Int, kind: String) -> Rows {
        let rows = memory.uploads(count: participants.count, width: width)
        population.answer(query, from: participants, into: rows, workers)
        ledger.add(participants.count * width * bytesPerNumber, exchange: exchange, .up, kind: kind)
        return rows
    }

    /// Numbers in one participant's row when it uploads about so many states.
    func width(of upload: any Upload, at states: StateBatch) -> Int {
        states.count * upload.width(in: population.spaces(of: participants[0]))
    }

    /// Room for the server's result. Valid until the exchange fires again or asks for a wider one.
    func result(width: Int) -> Rows { memory.result(width: width) }

    /// Sends one result to every participant. Counts the downlink, once per receiver.
    mutating func send(_ result: Rows, kind: String) {
        ledger.add(
            participants.count * result.count * result.width * bytesPerNumber, exchange: exchange, .down, kind: kind)
    }

    /// Has every participant take one optimizer step toward a target it has been sent.
    mutating func fit(_ target: Target) {
        population.fit(target, participants: participants, round, workers)
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

    func uploads(count: Int, width: Int) -> Rows {
        Rows(uploads.take(count * width), count: count, width: width)
    }

    func result(width: Int) -> Rows {
        Rows(results.take(width), count: 1, width: width)
    }

    deinit {
        uploads.release()
        results.release()
    }

    /// Aligned floats that grow on demand.
    private struct Room {
        private var base: UnsafeMutableRawPointer?
        private var capacity = 0

        mutating func take(_ count: Int) -> UnsafeMutablePointer<Float> {
            if let base, count <= capacity { return base.assumingMemoryBound(to: Float.self) }
            release()
            let fresh = UnsafeMutableRawPointer.allocate(byteCount: max(count, 16) * 4, alignment: 64)
            base = fresh
            capacity = count
            return fresh.bindMemory(to: Float.self, capacity: max(count, 16))
        }

        mutating func release() {
            base?.deallocate()
            base = nil
        }
    }
}
